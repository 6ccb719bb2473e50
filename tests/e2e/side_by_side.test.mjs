// Base and target side by side: two graphs with one zoom, one selection and one hover.
import assert from "node:assert/strict";

import { PHONE, forEachTarget } from "./harness/index.mjs";
import { choose, chosen, eventually, open, selectedFrame, status } from "./app.mjs";

const OLD = "leaky-rate4096/heap-1.pb.gz";
const NEW = "leaky-rate4096/heap-6.pb.gz";

async function besides(page) {
  await open(page, OLD, NEW);
  await page.click("button", "Compare");
  await status(page, (text) => text.startsWith("heap-1.pb.gz → heap-6.pb.gz"));
  await choose(page, "Graph", "Side by side");
  return eventually(async () => {
    const [base] = await page.allByRole("application", "Flame graph of the base");
    const [target] = await page.allByRole("application", "Flame graph of the target");
    assert.ok(base && target, "there are no two graphs");
    return [base, target];
  });
}

/** What a canvas shows, as a number; 0 while nothing is painted. The overlay is the canvas behind it. */
const pixels = (canvas, which) =>
  canvas.evaluate(async (canvas, which) => {
    const of = which === "overlay" ? canvas.nextElementSibling : canvas;
    const { data } = of.getContext("2d").getImageData(0, 0, of.width, of.height);
    const isPainted = new Uint32Array(data.buffer).some((pixel) => pixel !== 0);
    return isPainted ? new Uint32Array(await crypto.subtle.digest("SHA-1", data))[0] : 0;
  }, which);

/** The pictures of all canvases once they have come to rest. */
async function still(canvases, which = "boxes") {
  let before = [];
  return eventually(async () => {
    await new Promise((resolve) => setTimeout(resolve, 150));
    const now = await Promise.all(canvases.map((canvas) => pixels(canvas, which)));
    const rests = now.every((hash, at) => hash === before[at]);
    before = now;
    assert.ok(rests, "the graphs still move");
    return now;
  });
}

forEachTarget(({ origin, test }) => {
  // Where the page comes from makes no difference to what it draws: each browser once.
  if (origin !== "file") return;
  test("shows both graphs, zooms and selects in both, and goes back", async (page) => {
    const graphs = await besides(page);
    assert.match(await page.page.evaluate(() => location.hash), /graph=sides/);
    const all = await still(graphs);
    assert.notEqual(all[0], all[1]);
    await page.screenshot("side-by-side");

    await graphs[0].focus();
    await page.press("ArrowDown");
    await eventually(async () => assert.ok((await selectedFrame(page)).length > 0));
    const marked = await still(graphs, "overlay");
    await page.press("ArrowDown");
    await page.press("ArrowDown");
    await eventually(async () => {
      const now = await still(graphs, "overlay");
      assert.ok(now.every((hash, at) => hash !== marked[at]), "the selection is marked in both");
    });
    await page.press("Enter");
    const zoomed = await eventually(async () => {
      const now = await still(graphs);
      assert.ok(now.every((hash, at) => hash !== all[at]), "both are zoomed");
      return now;
    });
    await page.screenshot("side-by-side-zoomed");
    await page.press("0");
    await eventually(async () => {
      const now = await still(graphs);
      assert.ok(now.every((hash, at) => hash !== zoomed[at]), "both show everything again");
      assert.deepEqual(await page.allByRole("button", "Remove zoom"), []);
    });

    await choose(page, "Graph", "Merged");
    await eventually(async () => assert.equal((await page.allByRole("application", "Flame graph")).length, 1));
    await choose(page, "Base", "None");
    await status(page, (text) => text.startsWith("heap-6.pb.gz ·"));
    assert.deepEqual(await page.allByRole("combobox", "Graph"), []);
  });

  test("marks what is hovered in the other graph, and moves it with the wheel", async (page) => {
    const graphs = await besides(page);
    const [before, marks] = [await still(graphs), await still(graphs, "overlay")];
    const box = await graphs[0].boundingBox();
    await page.page.mouse.move(box.x + box.width * 0.2, box.y + 30);
    await eventually(async () => {
      const now = await still(graphs, "overlay");
      assert.ok(now.every((hash, at) => hash !== marks[at]), "the other graph shows the frame, too");
    });
    await page.page.keyboard.down("Control");
    await page.page.mouse.wheel({ deltaY: -400 });
    await page.page.keyboard.up("Control");
    await eventually(async () => {
      const now = await still(graphs);
      assert.ok(now.every((hash, at) => hash !== before[at]), "both are zoomed");
    });
  });

  test("keeps zoom and selection when the graph is drawn otherwise", async (page) => {
    await open(page, OLD, NEW);
    await page.click("button", "Compare");
    await status(page, (text) => text.startsWith("heap-1.pb.gz → heap-6.pb.gz"));
    await page.page.focus("canvas[tabindex]");
    await page.press("ArrowDown");
    await page.press("ArrowDown");
    const says = await eventually(async () => {
      const text = await selectedFrame(page);
      assert.ok(text.length > 0);
      return text;
    });
    await page.press("Enter");
    await page.byRole("button", "Remove zoom");
    await choose(page, "Graph", "Side by side");
    await eventually(async () => assert.equal((await page.allByRole("application", "Flame graph of the base")).length, 1));
    assert.equal(await selectedFrame(page), says);
    await page.byRole("button", "Remove zoom");
    assert.equal(await chosen(page, "Graph"), "Side by side");
  });

  test("stacks the graphs on a phone", { viewport: PHONE, scheme: "dark" }, async (page) => {
    const graphs = await besides(page);
    await still(graphs);
    const [base, target] = await Promise.all(graphs.map((graph) => graph.boundingBox()));
    assert.ok(target.y >= base.y + base.height, "the target stands below the base");
    assert.ok(base.width > 300 && base.height > 60 && target.height > 60, JSON.stringify([base, target]));
    await page.screenshot("side-by-side-phone");
  });
});

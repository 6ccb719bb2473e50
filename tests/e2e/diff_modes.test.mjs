// How a diff is drawn: what widths stand for, what colours measure, which they are, and what is noise.
import assert from "node:assert/strict";

import { PHONE, forEachTarget } from "./harness/index.mjs";
import { choose, chosen, eventually, exactValues, open, selectedFrame, status, stillPicture, walk } from "./app.mjs";

const WIDTHS = ["Target", "Base", "Growth only", "Churn", "Union"];

async function compare(page) {
  await open(page, "leaky-rate4096/heap-1.pb.gz", "leaky-rate4096/heap-6.pb.gz");
  await page.click("button", "Compare");
  await status(page, (text) => text.startsWith("heap-1.pb.gz → heap-6.pb.gz"));
  return stillPicture(page);
}

/** The picture once it is another one. */
async function changed(page, before) {
  return eventually(async () => {
    const now = await stillPicture(page);
    assert.notEqual(now, before);
    return now;
  });
}

const legend = async (page) => page.text(await page.byRole("note", "Legend"));

/** Opens what is folded away in the legend. */
const unfold = (page) => page.page.$eval(".legend summary", (summary) => summary.click());

/** Sets the slider as a finger does. */
async function slide(page, step) {
  const slider = await page.byRole("slider", "Noise floor");
  await slider.evaluate((slider, step) => {
    slider.value = step;
    slider.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }, String(step));
}

/** The numbers of the table. */
async function numbers(page) {
  await page.click("tab", "Top");
  const values = await eventually(async () => {
    const values = [await exactValues(page, "Flat"), await exactValues(page, "Delta"), await exactValues(page, "Base")];
    assert.ok(values[0].length > 20);
    return values;
  });
  await page.click("tab", "Flame graph");
  return values;
}

forEachTarget(({ origin, test }) => {
  // Where the page comes from makes no difference to what it draws: each browser once.
  if (origin !== "file") return;
  test("draws every width, and changes no number by it", async (page) => {
    const union = await compare(page);
    const before = await numbers(page);
    const said = await walk(page, "ArrowDown", (says) => says.includes("change"));
    let picture = union;
    const pictures = new Set();
    for (const width of WIDTHS) {
      await choose(page, "Width", width);
      picture = await changed(page, picture);
      pictures.add(picture);
      assert.equal(await chosen(page, "Width"), width);
      assert.equal(await selectedFrame(page), said);
      assert.deepEqual(await numbers(page), before, width);
      await stillPicture(page);
    }
    assert.equal(pictures.size, WIDTHS.length);
    // Siblings stand by name, where they stay, unless the user wants them by size.
    await unfold(page);
    assert.equal(await chosen(page, "Order"), "By name");
    await choose(page, "Order", "By size");
    await changed(page, picture);
    assert.deepEqual(await numbers(page), before);
  });

  test("colours by factor and by share, above a floor, and the legend tells it in numbers", async (page) => {
    let picture = await compare(page);
    const relative = await legend(page);
    for (const words of ["÷4 less", "÷2", "same", "×2", "×4 more", "below 23.46kB: neutral"]) assert.ok(relative.includes(words), `${words}: ${relative}`);
    await choose(page, "Colour", "Absolute");
    picture = await changed(page, picture);
    const absolute = await legend(page);
    assert.match(absolute, /-1[0-9](\.\d+)?MB less.*-\d(\.\d+)?MB.*0.*\+\d(\.\d+)?MB.*\+1[0-9](\.\d+)?MB more/s);
    assert.doesNotMatch(absolute, /better|worse|×/);
    await unfold(page);
    for (const palette of ["Blue–yellow", "Purple–green", "Blue–orange"]) {
      await choose(page, "Palette", palette);
      picture = await changed(page, picture);
    }
    await slide(page, 9);
    picture = await changed(page, picture);
    assert.match(await legend(page), /below 1\.15MB: neutral/);
    const slider = await page.byRole("slider", "Noise floor");
    assert.equal(await slider.evaluate((slider) => slider.getAttribute("aria-valuetext")), "5% of the total, below 1.15MB: neutral");
    // By keyboard, which neither pans nor walks the graph.
    await slider.focus();
    await page.press("Home");
    assert.doesNotMatch(await legend(page), /neutral/);
    await changed(page, picture);
    await page.press("ArrowRight");
    assert.match(await legend(page), /below 2\.35kB: neutral/);
  });

  test("remembers how a diff is drawn", async (page) => {
    await compare(page);
    await unfold(page);
    await choose(page, "Colour", "Absolute");
    await choose(page, "Palette", "Purple–green");
    await slide(page, 6);
    await choose(page, "Order", "By size");
    await choose(page, "Width", "Growth only");
    await eventually(async () => assert.match(await page.page.evaluate(() => location.hash), /&w=growth&order=size&c=absolute&pal=purple-green&floor=0\.5/));
    const picture = await stillPicture(page);
    await page.page.reload();
    await page.ready();
    const again = await compare(page);
    assert.equal(again, picture);
    await unfold(page);
    assert.equal(await chosen(page, "Width"), "Growth only");
    assert.equal(await chosen(page, "Colour"), "Absolute");
    assert.equal(await chosen(page, "Palette"), "Purple–green");
    assert.equal(await chosen(page, "Order"), "By size");
    // One profile has no such controls, but an order.
    await choose(page, "Base", "None");
    await status(page, (text) => text.startsWith("heap-6.pb.gz ·"));
    assert.equal((await page.allByRole("combobox", "Width")).length, 0);
    assert.equal(await chosen(page, "Order"), "By size");
  });

  test("is set by thumb on a phone", { viewport: PHONE }, async (page) => {
    await compare(page);
    const tall = async (role, name) => (await (await page.byRole(role, name)).boundingBox()).height;
    for (const name of ["Width", "Colour"]) assert.ok((await tall("combobox", name)) >= 36, name);
    const summary = await page.page.$(".legend summary");
    assert.ok((await summary.boundingBox()).height >= 36);
    await summary.tap();
    for (const name of ["Palette", "Order"]) assert.ok((await tall("combobox", name)) >= 36, name);
    assert.ok((await tall("slider", "Noise floor")) >= 36);
    const canvas = await (await page.page.$("canvas[tabindex]")).boundingBox();
    assert.ok(canvas.height >= 200, `the graph has ${canvas.height} px left`);
    assert.ok((await page.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0);
  });
});

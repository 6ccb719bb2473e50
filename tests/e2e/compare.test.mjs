// Comparing two snapshots, as `go tool pprof -diff_base` does.
import assert from "node:assert/strict";

import { DESKTOP, PHONE, forEachTarget } from "./harness/index.mjs";
import { alerts, choose, chosen, eventually, exactValues, open, profile, rows, status, stillPicture, switchMetric } from "./app.mjs";

const OLD = "leaky-rate4096/heap-1.pb.gz";
const NEW = "leaky-rate4096/heap-6.pb.gz";

forEachTarget(({ test }) => {
  test("offers two heaps, the older as base, and compares them", async (page) => {
    await open(page, OLD, NEW);
    await page.click("button", "Compare");
    await status(page, (text) => text.startsWith("heap-1.pb.gz → heap-6.pb.gz · heap · inuse_space · "));
    assert.match(await chosen(page, "Base"), /^heap-1\.pb\.gz/);
    assert.match(await chosen(page, "Target"), /^heap-6\.pb\.gz/);
    const legend = await page.byRole("note", "Legend");
    const words = await page.text(legend);
    for (const word of ["less", "same", "more", "only in target", "only in base"]) assert.ok(words.includes(word), words);
    assert.doesNotMatch(words, /better|worse/);
    await eventually(async () => assert.equal((await page.measures("airflame:diff")).length, 1));
    assert.match(await page.page.title(), /^heap-1\.pb\.gz → heap-6\.pb\.gz · inuse_space – Airflame$/);
  });

  test("offers them whatever the order of the drop", async (page) => {
    await page.drop([NEW, OLD].map(profile));
    await page.click("button", "Compare");
    await status(page, (text) => text.startsWith("heap-1.pb.gz → heap-6.pb.gz"));
  });

  for (const [screen, viewport] of Object.entries({ laptop: DESKTOP, phone: PHONE })) {
    test(`tells all values of a box in a tooltip that holds them, on a ${screen}`, { viewport }, async (page) => {
      await open(page, OLD, NEW);
      await page.click("button", "Compare");
      await stillPicture(page);
      const canvas = await page.page.$("canvas[tabindex]");
      const box = await canvas.boundingBox();
      await page.page.mouse.move(box.x + box.width / 2, box.y + 10);
      await eventually(async () => {
        const [table, tip, text] = await page.page.$eval("[role=tooltip]", (tip) => {
          const right = (element) => element?.getBoundingClientRect().right;
          return tip.hidden ? [] : [right(tip.querySelector("table")), right(tip), tip.innerText];
        });
        assert.match(text ?? "", /base → target[^]*alloc_objects/);
        assert.ok(table < tip && tip <= viewport.width, `the table ends at ${table}, the tooltip at ${tip}`);
      });
    });
  }

  test("has the numbers of -diff_base, and their negatives when swapped", async (page) => {
    await open(page, OLD, NEW);
    await choose(page, "Base", "heap-1.pb.gz");
    await status(page, (text) => text.startsWith("heap-1.pb.gz → heap-6.pb.gz"));
    await page.click("tab", "Top");
    // go tool pprof -top -unit=B -diff_base heap-1 heap-6 prints 9229912B 228.41% … reflect.mapassign_faststr0
    const name = "reflect.mapassign_faststr0";
    const value = (all, values) => values[all.findIndex((row) => row.Name === name)];
    const before = await eventually(async () => {
      const all = await rows(page);
      assert.ok(all.length > 20);
      return { flat: value(all, await exactValues(page, "Flat")), delta: value(all, await exactValues(page, "Delta")), row: all.find((row) => row.Name === name) };
    });
    assert.ok(before.flat > 0);
    assert.equal(before.flat, before.delta);
    for (const column of ["Base", "Target", "Delta", "Delta%"]) assert.match(before.row[column], /\d/, column);
    await page.click("button", "Swap base and target");
    await status(page, (text) => text.startsWith("heap-6.pb.gz → heap-1.pb.gz"));
    await eventually(async () => {
      const all = await rows(page);
      assert.equal(value(all, await exactValues(page, "Flat")), -before.flat);
    });
    await switchMetric(page, "alloc_objects");
    await status(page, (text) => text.startsWith("heap-6.pb.gz → heap-1.pb.gz · heap · alloc_objects"));
  });

  test("draws the difference, and everything in its place again after two swaps", async (page) => {
    await open(page, OLD, NEW);
    const single = await stillPicture(page);
    await page.click("button", "Compare");
    await status(page, (text) => text.startsWith("heap-1.pb.gz →"));
    const diff = await stillPicture(page);
    assert.notEqual(diff, single);
    await page.press("x");
    await status(page, (text) => text.startsWith("heap-6.pb.gz →"));
    assert.notEqual(await stillPicture(page), diff);
    await page.press("x");
    await status(page, (text) => text.startsWith("heap-1.pb.gz →"));
    await eventually(async () => assert.equal(await stillPicture(page), diff));
  });

  test("says when two profiles have nothing in common, and keeps what it showed", async (page) => {
    await open(page, OLD);
    await page.upload(profile("leaky-rate4096/goroutine-6.pb.gz"));
    await status(page, (text) => text.startsWith("goroutine-6.pb.gz"));
    await choose(page, "Target", "heap-1.pb.gz");
    await status(page, (text) => text.startsWith("heap-1.pb.gz"));
    await choose(page, "Base", "goroutine-6.pb.gz");
    await eventually(async () => {
      const [said] = await alerts(page);
      assert.match(said ?? "", /inuse_space.*goroutine|goroutine.*inuse_space/s);
    });
    await status(page, (text) => text.startsWith("heap-1.pb.gz · heap · inuse_space"));
    assert.equal(await chosen(page, "Base"), "None");
  });
});

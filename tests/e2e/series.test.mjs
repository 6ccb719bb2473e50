// A series: many snapshots of one process, on a strip of time.
import assert from "node:assert/strict";

import { forEachTarget } from "./harness/index.mjs";
import { choose, chosen, eventually, exactValues, profile, rows, status, stillPicture, switchMetric } from "./app.mjs";

const HEAPS = [3, 6, 1, 5, 2, 4].map((number) => `leaky-rate4096/heap-${number}.pb.gz`);

/** Drops files and waits until all of them are open. */
async function drop(page, names) {
  await page.drop(names.map(profile));
  await eventually(async () => {
    const options = await page.page.$$eval("#target option", (all) => all.length);
    assert.equal(options, names.length);
  });
}

/** What a handle says of where it is. */
async function handle(page, name) {
  const slider = await page.byRole("slider", `${name} snapshot`);
  return slider.evaluate((slider) => slider.getAttribute("aria-valuetext"));
}

/** Where the dots of the first row are on the screen. */
async function dots(page) {
  return page.page.$$eval(".main-row .dot", (all) => all.map((dot) => {
    const { x, y, width, height } = dot.getBoundingClientRect();
    return { x: x + width / 2, y: y + height / 2 };
  }));
}

async function compares(page, base, target) {
  return status(page, (text) => text.startsWith(`heap-${base}.pb.gz → heap-${target}.pb.gz`));
}

forEachTarget(({ browser, test }) => {
  test("orders snapshots by time, whatever the order of the drop", async (page) => {
    await drop(page, HEAPS);
    const targets = await page.page.$$eval("#target option", (all) => all.map((option) => option.textContent.slice(0, 6)));
    assert.deepEqual(targets, [1, 2, 3, 4, 5, 6].map((number) => `heap-${number}`));
    await status(page, (text) => text.startsWith("heap-6.pb.gz · heap"));
    assert.match(await handle(page, "Target"), /^heap-6\.pb\.gz · 05:32:31, 22\.91MB$/);
    const strip = await page.byRole("region", "Timeline");
    // (24,021,702 − 4,040,900) bytes in 100.8 s.
    assert.match(await page.text(strip), /inuse_space, 101 s\+680\.76MB\/h3\.85MB → 22\.91MB/);
  });

  test("moves base and target by keys", async (page) => {
    await drop(page, HEAPS);
    await page.press("{");
    await compares(page, 5, 6);
    await page.press("{");
    await compares(page, 4, 6);
    await page.press("[");
    await compares(page, 4, 5);
    // Past the other handle, never onto it.
    await page.press("[");
    await compares(page, 4, 3);
    await page.press("x");
    await compares(page, 3, 4);
    const slider = await page.byRole("slider", "Base snapshot");
    await slider.evaluate((slider) => slider.focus());
    await page.press("Home");
    await compares(page, 1, 4);
    await page.press("ArrowRight");
    await compares(page, 2, 4);
    assert.match(await handle(page, "Base"), /^heap-2/);
    assert.match(await chosen(page, "Base"), /^heap-2/);
  });

  test("drags the handles, and any two compare without another tree", async (page) => {
    await drop(page, HEAPS);
    await page.press("{");
    await compares(page, 5, 6);
    const places = await dots(page);
    const drag = async (from, to) => {
      await page.page.mouse.move(places[from].x, places[from].y);
      await page.page.mouse.down();
      await page.page.mouse.move(places[to].x + 3, places[to].y + 5, { steps: 8 });
      await page.page.mouse.up();
    };
    await drag(4, 0);
    await compares(page, 1, 6);
    await drag(5, 3);
    await compares(page, 1, 4);
    await eventually(async () => {
      const [, ...later] = await page.measures("airflame:tree");
      assert.ok(later.length <= 2, `${later.length} trees were built for five comparisons`);
    });
    await stillPicture(page);
  });

  test("has the numbers of every pair", async (page) => {
    await drop(page, HEAPS);
    await choose(page, "Base", "heap-1.pb.gz");
    await compares(page, 1, 6);
    await page.click("tab", "Top");
    // go tool pprof -top -unit=B -diff_base heap-1 heap-6 begins with 10095216B 249.83% … reflect.mapassign_faststr0
    await eventually(async () => {
      assert.equal((await rows(page))[0].Name, "reflect.mapassign_faststr0");
      assert.equal((await exactValues(page, "Delta"))[0], 10_095_216);
    });
  });

  test("compares the means of the ends and sums what is ticked", async (page) => {
    await drop(page, HEAPS);
    await page.page.click(".snapshots summary");
    const field = await page.byRole("spinbutton", "Snapshots at each end");
    await field.evaluate((field) => field.select());
    await field.type("2");
    await page.press("Tab");
    await page.click("button", "Compare their means");
    await status(page, (text) => text.startsWith("mean of heap-1.pb.gz … heap-2.pb.gz (2) → mean of heap-5.pb.gz … heap-6.pb.gz (2)"));
    // What is put together is no snapshot.
    await choose(page, "Target", "heap-6.pb.gz");
    await status(page, (text) => text.includes("→ heap-6.pb.gz"));
    await eventually(async () => assert.equal((await dots(page)).length, 6));
  });

  test("takes the order that the user gives", async (page) => {
    await drop(page, HEAPS);
    await page.page.click(".snapshots summary");
    const later = await page.byRole("button", "Later: heap-1.pb.gz · 05:30:51, 3.85MB");
    await later.evaluate((button) => button.click());
    await eventually(async () => {
      const names = await page.page.$$eval(".timeline .names text", (all) => all.map((text) => text.textContent));
      assert.deepEqual(names.slice(0, 2), ["heap-2", "heap-1"]);
    });
    assert.match(await page.text(await page.byRole("region", "Timeline")), /The snapshots are in your order/);
  });

  test("keeps other kinds of the same process on the same axis", async (page) => {
    await drop(page, [...HEAPS, "leaky-rate4096/goroutine-1.pb.gz", "leaky-rate4096/goroutine-6.pb.gz"]);
    const strip = await page.byRole("region", "Timeline");
    await eventually(async () => assert.match(await page.text(strip), /goroutine.*147 → 770/s));
    if (browser === "chromium") {
      const goroutines = await page.page.$$eval(".timeline-row:not(.main-row) .dot", (all) => all.map((dot) => dot.getBoundingClientRect().x));
      const heaps = await dots(page);
      assert.ok(Math.abs(goroutines[1] - heaps[5].x) < 8, `${goroutines[1]} and ${heaps[5].x}`);
    }
    await choose(page, "Target", "goroutine-6.pb.gz");
    await status(page, (text) => text.startsWith("goroutine-6.pb.gz · goroutine"));
    await switchMetric(page, "goroutine");
    assert.match(await handle(page, "Target"), /^goroutine-6.*770$/);
  });
});

// The table of a series: every function and stack in every snapshot, and the chart of a row.
import assert from "node:assert/strict";

import { PHONE, forEachTarget } from "./harness/index.mjs";
import { choose, chosen, eventually, profile, rows, status, switchMetric } from "./app.mjs";

const HEAPS = [3, 6, 1, 5, 2, 4].map((number) => `leaky-rate4096/heap-${number}.pb.gz`);

/** Drops the heaps, and chooses the first as base and the last as target. */
async function compareHeaps(page) {
  await page.drop(HEAPS.map(profile));
  await eventually(async () => {
    const options = await page.page.$$eval("#target option", (all) => all.length);
    assert.equal(options, HEAPS.length);
  });
  await choose(page, "Target", "heap-6.pb.gz");
  await choose(page, "Base", "heap-1.pb.gz");
  await status(page, (text) => text.startsWith("heap-1.pb.gz → heap-6.pb.gz"));
}

async function showSeries(page, table) {
  await page.click("tab", "Top");
  await choose(page, "Table", table);
  return eventually(async () => {
    const series = await seriesRows(page);
    assert.ok(series.length > 5, `${series.length} rows`);
    return series;
  });
}

/** The rows of the series that are here: the texts of their cells, and what the sparkline says. */
async function seriesRows(page) {
  const grid = await page.byRole("grid", "Series");
  return grid.evaluate((grid) =>
    [...grid.querySelectorAll("[role=row]:has([role=gridcell])")].map((row) => {
      const cells = [...row.querySelectorAll("[role=gridcell]")];
      const [name, first, last, growth, perHour] = cells.map((cell) => cell.textContent.trim());
      const exact = (index) => Number(cells[index].title);
      const trend = row.querySelector("svg").getAttribute("aria-label");
      return { name, first, last, growth, perHour, trend, grown: exact(3), firstExact: exact(1), lastExact: exact(2) };
    }),
  );
}

async function chart(page) {
  return eventually(async () => {
    const inspector = await page.byRole("complementary", "Inspector");
    const drawn = await inspector.evaluate((inspector) => ({
      text: inspector.textContent,
      label: inspector.querySelector("svg.chart")?.getAttribute("aria-label"),
      points: inspector.querySelectorAll("svg.chart circle").length,
      band: inspector.querySelector("svg.chart .band")?.getAttribute("d"),
      line: inspector.querySelector("svg.chart .line")?.getAttribute("d"),
      stacks: [...inspector.querySelectorAll("details pre")].map((pre) => pre.textContent),
    }));
    assert.ok(drawn.label, "a chart is drawn");
    return drawn;
  });
}

forEachTarget(({ origin, test }) => {
  // Where the page comes from makes no difference to what it draws: each browser once.
  if (origin !== "file") return;
  test("lists functions by growth, with their values in every snapshot", async (page) => {
    await compareHeaps(page);
    const series = await showSeries(page, "Series: functions");
    assert.equal(await chosen(page, "Table"), "Series: functions");
    const [first] = series;
    assert.equal(first.name, "reflect.mapassign_faststr0");
    assert.equal(first.lastExact, 12_076_083);
    assert.equal(first.grown, first.lastExact - first.firstExact);
    assert.match(first.perHour, /^\+\d+(\.\d+)?MB$/);
    assert.equal(first.trend.split(", ").length, 6);
    assert.ok(series.every((row, index) => index === 0 || series[index - 1].grown >= row.grown));
    // The same numbers as the table of functions has for base and target.
    await choose(page, "Table", "Top functions");
    const top = (await rows(page)).find((row) => row.Name === first.name);
    assert.deepEqual([top.Base, top.Target], [first.first, first.last]);
  });

  test("sorts by its headers", async (page) => {
    await compareHeaps(page);
    await showSeries(page, "Series: functions");
    await page.click("button", "First");
    await eventually(async () => {
      const series = await seriesRows(page);
      assert.ok(series.every((row, index) => index === 0 || series[index - 1].firstExact >= row.firstExact));
    });
    await page.click("button", "Name");
    await eventually(async () => {
      const names = (await seriesRows(page)).map((row) => row.name);
      assert.ok(names[0] < names[5], names.join());
    });
  });

  test("shows the chart of a row with its interval and stacks, by keyboard", async (page) => {
    await compareHeaps(page);
    await showSeries(page, "Series: functions");
    await page.page.focus(".grid.series .function");
    await page.press("Enter");
    const drawn = await chart(page);
    assert.match(drawn.label, /^reflect\.mapassign_faststr0: .*, 11\.52MB$/);
    assert.equal(drawn.points, 6);
    assert.match(drawn.text, /95 % interval of the sampled heap/);
    assert.equal(drawn.line.match(/[ML]/g).length, 6);
    assert.equal(drawn.band.match(/[ML]/g).length, 12);
    assert.ok(drawn.stacks.length > 0 && drawn.stacks.every((stack) => stack.includes("reflect.mapassign_faststr0")));
    // Another metric is another table; the row is given up.
    await switchMetric(page, "inuse_objects");
    await eventually(async () => assert.equal((await page.page.$$("svg.chart")).length, 0));
    await page.page.focus(".grid.series .function");
    await page.press("Enter");
    await chart(page);
    await page.press("Escape");
    await eventually(async () => assert.equal((await page.page.$$("svg.chart")).length, 0));
  });

  test("lists stacks, also of one snapshot, on a phone", { viewport: PHONE, scheme: "dark" }, async (page) => {
    await page.drop(HEAPS.map(profile));
    await status(page, (text) => text.startsWith("heap-6.pb.gz · heap"));
    const series = await showSeries(page, "Series: stacks");
    assert.match(series[0].name, /^reflect\.mapassign_faststr0 ← /);
    await page.page.click(".grid.series .function");
    const drawn = await chart(page);
    assert.equal(drawn.stacks.length, 1);
  });

  test("has no series for a single profile", async (page) => {
    await page.drop([profile(HEAPS[1])]);
    await status(page, (text) => text.startsWith("heap-6.pb.gz · heap"));
    await page.click("tab", "Top");
    assert.equal((await page.allByRole("combobox", "Table")).length, 0);
  });
});

// The numbers of a difference: shares before and after, the row of totals, what percentages are of, and files that are differences.
import assert from "node:assert/strict";

import { PHONE, forEachTarget } from "./harness/index.mjs";
import { choose, chosen, eventually, exactValues, open, rows, status } from "./app.mjs";

const OLD = "leaky-rate4096/heap-1.pb.gz";
const NEW = "leaky-rate4096/heap-6.pb.gz";

/** Compares two heaps and shows their table. */
async function compare(page) {
  await open(page, OLD, NEW);
  await page.click("button", "Compare");
  await status(page, (text) => text.startsWith("heap-1.pb.gz → heap-6.pb.gz"));
  await page.click("tab", "Top");
  return eventually(async () => {
    const all = await rows(page);
    assert.ok(all.length > 20);
    return all;
  });
}

/** What the head says of the order: the columns that are sorted by. */
async function sorted(page) {
  const grid = await page.byRole("grid", "Top functions");
  return grid.evaluate((grid) =>
    [...grid.querySelectorAll("[role=columnheader]:not([aria-sort=none])")].map(
      (head) => `${head.textContent.trim().replace(/ [↓↑]$/, "")} ${head.getAttribute("aria-sort")}`,
    ),
  );
}

const isDescending = (values) => values.every((value, at) => at === 0 || values[at - 1] >= value);

forEachTarget(({ origin, test }) => {
  // Where the page comes from makes no difference to what it draws: each browser once.
  if (origin !== "file") return;
  test("has shares before and after, and names both files, times and totals", async (page) => {
    const all = await compare(page);
    // go tool pprof -top -unit=B prints 1980867B of 4040900B in heap-1 and 12076083B 50.27% of 24021702B in heap-6.
    const row = all.find((row) => row.Name === "reflect.mapassign_faststr0");
    assert.equal(row["Before%"], "49.02%");
    assert.equal(row["After%"], "50.27%");
    assert.equal(row["Flat%"], "249.83%");
    const totals = await page.page.$eval('[role=grid] .totals', (row) => [row.getAttribute("role"), row.innerText.replace(/\s+/g, " ")]);
    assert.equal(totals[0], "row");
    assert.match(totals[1], /3\.85MB 22\.91MB \+19\.06MB \+494\.5% 100% 100% Total: heap-1\.pb\.gz · \d\d:\d\d:\d\d → heap-6\.pb\.gz · \d\d:\d\d:\d\d/);
    await page.screenshot("diff-table");
  });

  test("sorts by the size of the change at first, then as the user likes, and by flat where one profile is shown", async (page) => {
    await compare(page);
    assert.deepEqual(await sorted(page), ["Delta descending"]);
    const sizes = async () => (await exactValues(page, "Delta")).map(Math.abs);
    assert.ok(isDescending(await sizes()));
    await page.click("button", "Delta");
    await eventually(async () => {
      const deltas = await exactValues(page, "Delta");
      assert.ok(isDescending(deltas), deltas.join());
      assert.deepEqual(await sorted(page), ["Delta descending"]);
    });
    await page.click("button", "Delta");
    await eventually(async () => assert.ok((await exactValues(page, "Delta"))[0] < 0));
    await choose(page, "Base", "None");
    await status(page, (text) => text.startsWith("heap-6.pb.gz ·"));
    await eventually(async () => {
      assert.deepEqual(await sorted(page), ["Flat descending"]);
      assert.ok(isDescending(await exactValues(page, "Flat")));
    });
    await choose(page, "Base", "heap-1.pb.gz");
    await status(page, (text) => text.startsWith("heap-1.pb.gz → heap-6.pb.gz"));
    await eventually(async () => assert.deepEqual(await sorted(page), ["Delta ascending"]));
  });

  test("takes percentages of the base or of the change, in the table, the address and the report", async (page) => {
    await compare(page);
    assert.equal(await chosen(page, "Shares of"), "Base");
    await choose(page, "Shares of", "Change");
    // go tool pprof -top -unit=B -base heap-1 heap-6 prints 10095216B 50.32%.
    await eventually(async () => assert.equal((await rows(page))[0]["Flat%"], "50.32%"));
    assert.match(await page.page.evaluate(() => location.hash), /shares=change/);
    await page.click("button", "Copy as text");
    await eventually(async () => {
      const text = await page.page.$eval("dialog pre", (pre) => pre.textContent);
      assert.match(text, /of 19592\.23kB total/);
      assert.match(await page.page.$eval("dialog code", (code) => code.textContent), / -base=heap-1\.pb\.gz heap-6\.pb\.gz$/);
    });
    await page.click("button", "Close report");
    await choose(page, "Shares of", "Base");
    await eventually(async () => assert.equal((await rows(page))[0]["Flat%"], "249.83%"));
    await choose(page, "Base", "None");
    await status(page, (text) => text.startsWith("heap-6.pb.gz ·"));
    assert.deepEqual(await page.allByRole("combobox", "Shares of"), []);
  });

  test("says that one file is a delta", async (page) => {
    await open(page, "leaky-rate4096/heap-delta-10s.pb.gz");
    await status(page, (text) => text.includes("a delta of counters over 10 s"));
  });

  test("keeps the names of the table in sight on a phone", { viewport: PHONE, scheme: "dark" }, async (page) => {
    await compare(page);
    const box = await page.page.$eval("[role=grid]", (grid) => {
      grid.scrollLeft = grid.scrollWidth;
      const name = grid.querySelector("[role=row]:has([role=gridcell]) > :last-child").getBoundingClientRect();
      return { left: name.left, width: name.width, wide: document.documentElement.scrollWidth, scrolled: grid.scrollLeft };
    });
    assert.ok(box.scrolled > 400 && box.left >= 0 && box.left < 20 && box.width > 100, JSON.stringify(box));
    assert.ok(box.wide <= 390, `the page is ${box.wide} px wide`);
    await page.screenshot("diff-table-phone");
  });
});

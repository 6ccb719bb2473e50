// Exploring one profile: metrics, zoom, selection, keys, search, the table.
import assert from "node:assert/strict";

import { forEachTarget } from "./harness/index.mjs";
import {
  alerts, choose, difference, eventually, exactValues, keepPicture, metric, open, rows, selectedFrame, status, stillPicture, switchMetric, walk,
} from "./app.mjs";

forEachTarget(({ test }) => {
  test("has the contract's names", async (page) => {
    await open(page, "leaky-rate4096/heap-6.pb.gz");
    await page.byRole("tablist", "Views");
    for (const name of ["Flame graph", "Top", "Call tree", "Call graph", "Source", "Tags", "Goroutines", "Leaks"]) {
      const tab = await page.byRole("tab", name);
      const disabled = await tab.evaluate((tab) => tab.getAttribute("aria-disabled") === "true" && tab.title);
      assert.ok(["Flame graph", "Top", "Tags", "Leaks"].includes(name) ? disabled === false : disabled.length > 10, name);
    }
    await page.byRole("radiogroup", "Metric");
    for (const name of ["alloc_objects", "alloc_space", "inuse_objects", "inuse_space"]) await page.byRole("radio", name);
    for (const name of ["Base", "Target", "Granularity", "Filter"]) await page.byRole("combobox", name);
    const first = await page.page.$eval("#base option", (option) => option.textContent);
    assert.equal(first, "None");
    for (const name of ["Swap base and target", "Undo", "Reset filters", "Add filter", "Copy as text"]) await page.byRole("button", name);
    await page.byRole("searchbox", "Search");
    await page.byRole("textbox", "Filter pattern");
    for (const name of ["Inlined frames", "Relative percentages"]) await page.byRole("checkbox", name);
    assert.ok(await page.page.$('canvas[aria-label="Flame graph"][tabindex="0"]'));
    await page.byRole("tree", "Flame graph frames");
    assert.ok(await page.page.$('input[type="file"][multiple][aria-label="Open profiles"]'));
  });

  test("switches the metric without reading again; zoom and selection stay", async (page) => {
    await open(page, "leaky-rate4096/heap-6.pb.gz");
    // Both are of net/http: what the first step selected must not be taken for what the second does.
    const first = await walk(page, "ArrowDown", (says) => says.includes("inuse_space"));
    const before = await walk(page, "ArrowDown", (says) => says !== first && says.includes("net/http"));
    const frame = before.split(",")[0];
    await page.press("Enter");
    await page.byRole("button", "Remove zoom");
    await switchMetric(page, "alloc_space");
    await eventually(async () => {
      const says = await selectedFrame(page);
      assert.ok(says.startsWith(frame) && says.includes("alloc_space"), says);
    });
    await page.byRole("button", "Remove zoom");
    assert.equal((await page.measures("airflame:inflate")).length, 1);
    await eventually(async () => assert.equal((await page.measures("airflame:metric")).length, 1));
    assert.match(page.page.url(), /#v=1&view=flame&metric=alloc_space$/);
  });

  test("zooms by double click, wheel and keys, and fits again", async (page) => {
    await open(page, "leaky-rate4096/heap-6.pb.gz");
    await keepPicture(page, "fitted");
    const canvas = await page.page.$("canvas[tabindex]");
    const box = await canvas.boundingBox();
    const at = { x: box.x + box.width * 0.85, y: box.y + 30 };
    await page.page.mouse.click(at.x, at.y, { count: 2 });
    await page.byRole("button", "Remove zoom");
    assert.ok((await difference(page, "fitted")) > 0.02);
    await page.press("Escape", "0");
    await page.page.mouse.move(1, 1);
    // Boxes below half a pixel are merged as the tile is cut, so that a few pixels may differ.
    await eventually(async () => assert.ok((await difference(page, "fitted")) < 0.01));

    await page.page.mouse.move(at.x, at.y);
    await page.page.keyboard.down("Control");
    await page.page.mouse.wheel({ deltaY: -300 });
    await page.page.keyboard.up("Control");
    await page.byRole("button", "Remove zoom");
    assert.ok((await difference(page, "fitted")) > 0.02);
    assert.ok((await page.measures("airflame:frame")).length > 0);
    await page.click("button", "Remove zoom");
    await page.page.mouse.move(1, 1);
    await eventually(async () => assert.ok((await difference(page, "fitted")) < 0.01));
  });

  test("tells all metrics of the box under the pointer", async (page) => {
    await open(page, "leaky-rate4096/heap-6.pb.gz");
    await stillPicture(page);
    const canvas = await page.page.$("canvas[tabindex]");
    const box = await canvas.boundingBox();
    await page.page.mouse.move(box.x + 100, box.y + 30);
    await eventually(async () => {
      const text = await page.page.$eval("[role=tooltip]", (tip) => (tip.hidden ? "" : tip.innerText));
      for (const word of ["alloc_objects", "alloc_space", "inuse_objects", "inuse_space", "net/http", "%"]) {
        assert.ok(text.includes(word), `the tooltip lacks ${word}: ${text}`);
      }
    });
  });

  test("walks by keys through twin and canvas alike", async (page) => {
    await open(page, "leaky-rate4096/heap-6.pb.gz");
    const first = await walk(page, "ArrowDown", (says) => says.length > 0);
    const deeper = await walk(page, "ArrowDown", (says) => says.length > 0 && says !== first);
    assert.match(deeper, /, .+ inuse_space, .+% of total$/);
    await walk(page, "ArrowUp", (says) => says === first);
    const tree = await page.byRole("tree", "Flame graph frames");
    await tree.focus();
    await page.press("ArrowDown");
    await eventually(async () => assert.equal(await selectedFrame(page), deeper));
    const level = await tree.evaluate((tree) => tree.querySelector('[aria-selected="true"]').getAttribute("aria-level"));
    assert.equal(level, "3");
  });

  test("shows the top functions with the values of pprof", async (page) => {
    await open(page, "leaky-rate4096/heap-1.pb.gz");
    await page.press("2");
    await eventually(async () => assert.ok((await rows(page)).length > 20));
    const [first, second] = await rows(page);
    // go tool pprof -top -unit=B prints 1980867B 49.02% 49.02% 1980867B 49.02% reflect.mapassign_faststr0
    assert.deepEqual(first, {
      Flat: "1.89MB", "Flat%": "49.02%", "Sum%": "49.02%", Cum: "1.89MB", "Cum%": "49.02%", Name: "reflect.mapassign_faststr0",
    });
    assert.equal(second["Sum%"], "57.38%");
    assert.equal((await exactValues(page, "Flat"))[0], 1980867);

    await page.page.$$eval("[role=columnheader] button", (buttons) => buttons.find((button) => button.textContent.startsWith("Cum")).click());
    await eventually(async () => {
      const [row] = await rows(page);
      assert.equal(row.Name, "net/http.(*conn).serve");
    });
    await page.page.$eval("[role=gridcell] button", (button) => button.click());
    await eventually(async () => assert.match(await selectedFrame(page), /^net\/http\.\(\*conn\)\.serve/));
  });

  test("scrolls through all functions and draws only some", async (page) => {
    await open(page, "leaky-rate4096/heap-6.pb.gz");
    await page.press("2");
    const grid = await page.byRole("grid", "Top functions");
    const count = Number(await grid.evaluate((grid) => grid.getAttribute("aria-rowcount")));
    assert.ok(count > 200, `${count} rows`);
    await grid.evaluate((grid) => grid.scrollTo(0, grid.scrollHeight));
    await eventually(async () => {
      const last = await grid.evaluate((grid) => Math.max(...[...grid.querySelectorAll("[aria-rowindex]")].map((row) => Number(row.ariaRowIndex ?? row.getAttribute("aria-rowindex")))));
      assert.equal(last, count);
    });
    assert.ok((await rows(page)).length < count);
  });

  test("searches, marks, and takes it back", async (page) => {
    await open(page, "leaky-rate4096/heap-6.pb.gz");
    const before = await stillPicture(page);
    await page.press("/");
    await page.type("json");
    await status(page, (text) => /search “json”: \d+ frames/.test(text));
    assert.notEqual(await stillPicture(page), before);
    await page.click("button", "Remove search json");
    await eventually(async () => assert.equal(await stillPicture(page), before));
    await page.click("button", "Undo");
    await status(page, (text) => text.includes("search “json”"));
    await page.click("button", "Reset filters");
    await status(page, (text) => !text.includes("search"));
  });

  test("changes the granularity", async (page) => {
    await open(page, "leaky-rate4096/heap-6.pb.gz");
    await page.press("2");
    await choose(page, "Granularity", "Lines");
    await eventually(async () => assert.match((await rows(page))[0].Name, /\.go:\d+/));
    assert.equal(await metric(page), "inuse_space");
  });

  test("shows its keys and closes them", async (page) => {
    await page.press("?");
    await page.byRole("dialog", "Keys");
    await page.press("Escape");
    await eventually(async () => assert.deepEqual(await page.allByRole("dialog"), []));
    assert.deepEqual(await alerts(page), []);
  });
});

// What a machine can check of accessibility: axe finds nothing, in both themes, on a laptop and on a phone.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

import { DESKTOP, PHONE, forEachTarget } from "./harness/index.mjs";
import { addFilter, choose, eventually, open, profile, rows, status, walk } from "./app.mjs";

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

forEachTarget(({ browser, origin, test }) => {
  // The rules look at the same elements in every browser.
  if (browser !== "chromium" || origin !== "file") return;
  for (const [screen, viewport] of Object.entries({ laptop: DESKTOP, phone: PHONE })) {
    for (const scheme of ["light", "dark"]) {
      test(`has no fault that axe finds on a ${screen}, ${scheme}`, { viewport, scheme }, async (page) => {
        const check = async (what) => assert.deepEqual(await faults(page), [], what);
        await check("first screen");
        await page.upload(...["leaky-rate4096/heap-1.pb.gz", "leaky-rate4096/heap-6.pb.gz", "oddproto/b09-not-found.html"].map(profile));
        await page.byRole("button", "Compare");
        await page.byRole("alert");
        await walk(page, "ArrowDown", (says) => says.length > 0);
        await check("flame graph");
        await page.click("button", "Compare");
        await status(page, (text) => text.includes(" → "));
        await check("difference");
        await page.press("2");
        await eventually(async () => assert.ok((await rows(page)).length > 10));
        await check("top");
        await choose(page, "Table", "Series: functions");
        await page.page.waitForSelector(".grid.series .function");
        await page.page.click(".grid.series .function");
        await page.page.waitForSelector("svg.chart");
        await check("series");
        await page.press("Escape");
        await page.press("?");
        await page.byRole("dialog", "Keys");
        await check("help");
        await page.press("Escape");
        // A key that comes before the dialog is gone is for the dialog.
        await eventually(async () => {
          await page.press("1");
          assert.ok(await page.page.$("canvas[tabindex]"));
        });
        await walk(page, "ArrowDown", (says) => says.length > 0);
        await page.byRole("button", "Show from");
        await addFilter(page, "hide", "^runtime\\.");
        await status(page, (text) => text.includes("hide="));
        await addFilter(page, "focus", "(");
        await eventually(async () => assert.ok(await page.page.$("#filter-problem")));
        await check("filters");
        await page.click("button", "Copy as text");
        await page.byRole("region", "Report text");
        await check("report");
        await page.press("Escape");
        await page.click("tab", "Tags");
        await page.byRole("heading", "bytes");
        await check("tags");
      });
      test(`has no fault that axe finds in goroutines and leaks on a ${screen}, ${scheme}`, { viewport, scheme }, async (page) => {
        const heaps = [1, 2, 3, 4, 5, 6].map((number) => `leaky-default/heap-${number}.pb.gz`);
        await page.upload(...[...heaps, "dumps/leaky-default/goroutine-1.debug2.txt.gz", "dumps/leaky-default/goroutine-6.debug2.txt.gz"].map(profile));
        await eventually(async () => assert.equal(await page.page.$$eval("#target option", (all) => all.length), 8));
        await page.click("tab", "Leaks");
        await page.page.waitForSelector(".suspects > li");
        await page.page.$$eval("details", (all) => all.forEach((part) => { part.open = true; }));
        assert.deepEqual(await faults(page), [], "leaks");
        await page.click("button", "Capture guide");
        await page.byRole("dialog", "Capture guide");
        assert.deepEqual(await faults(page), [], "capture guide");
        await page.press("Escape");
        await page.click("tab", "Goroutines");
        await page.page.waitForSelector(".groups summary");
        await page.page.$$eval(".groups details", (all) => all.slice(0, 4).forEach((part) => { part.open = true; }));
        assert.deepEqual(await faults(page), [], "goroutines");
      });
    }
  }

  test("can be walked by the Tab key from its first control to its last", async (page) => {
    await open(page, "leaky-rate4096/heap-6.pb.gz");
    const reached = new Set();
    for (let step = 0; step < 45; step += 1) {
      await page.press("Tab");
      reached.add(await page.page.evaluate(() => {
        const { activeElement: at } = document;
        return at.getAttribute("aria-label") ?? (at.textContent || at.labels?.[0]?.textContent || "").trim();
      }));
    }
    for (const name of ["Flame graph", "Open profiles", "Help", "inuse_space", "Granularity", "Inlined frames", "Relative percentages", "Search", "Filter", "Filter pattern", "Copy as text", "Flame graph frames", "Close heap-6.pb.gz"]) {
      const found = [...reached].some((one) => one === name || one.endsWith(name));
      assert.ok(found, `Tab never reached ${name}, but ${[...reached].join(" · ")}`);
    }
  });
});

async function faults(page) {
  await page.page.evaluate(AXE);
  return page.page.evaluate(async () => {
    const runOnly = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"];
    const { violations } = await globalThis.axe.run(document, { runOnly });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(" ")}`);
  });
}

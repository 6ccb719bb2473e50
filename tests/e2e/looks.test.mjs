// How it looks: screenshots for people, and what can be checked of a look: nothing overflows, all can be reached by thumb.
import assert from "node:assert/strict";

import { DESKTOP, PHONE, forEachTarget } from "./harness/index.mjs";
import { addFilter, choose, eventually, open, profile, rows, status, stillPicture } from "./app.mjs";

const SCREENS = { desktop: DESKTOP, phone: PHONE };

forEachTarget(({ browser, origin, test }) => {
  if (browser !== "chromium" || origin !== "file") return;
  for (const [screen, viewport] of Object.entries(SCREENS)) {
    for (const scheme of ["light", "dark"]) {
      test(`looks well on a ${screen}, ${scheme}`, { viewport, scheme }, async (page) => {
        const shoot = async (name) => {
          await page.screenshot(`look-${name}-${screen}-${scheme}`);
          const wide = await page.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          assert.ok(wide <= 0, `${name} is ${wide} px too wide`);
        };
        await shoot("first");
        await open(page, "leaky-rate4096/heap-1.pb.gz", "leaky-rate4096/heap-6.pb.gz");
        await stillPicture(page);
        await shoot("offer");
        await page.click("button", "Not now");
        const canvas = await page.page.$("canvas[tabindex]");
        const box = await canvas.boundingBox();
        await page.page.mouse.click(box.x + 100, box.y + 130);
        await page.byRole("button", "Copy stack");
        await page.page.mouse.move(box.x + box.width * 0.3, box.y + 200);
        await stillPicture(page);
        await shoot("flame");
        await page.press("2");
        await eventually(async () => assert.ok((await rows(page)).length > 10));
        await shoot("top");
        await page.press("1");
        await page.page.select("#base", await page.page.$eval("#base option:nth-child(2)", (option) => option.value));
        await status(page, (text) => text.includes(" → "));
        await page.page.mouse.move(1, 1);
        await stillPicture(page);
        await shoot("diff");
        await choose(page, "Width", "Growth only");
        await choose(page, "Colour", "Absolute");
        await page.page.$eval(".legend summary", (summary) => summary.click());
        await choose(page, "Palette", "Purple–green");
        await status(page, (text) => text.includes(" → "));
        await stillPicture(page);
        await shoot("diff-modes");
        await page.press("2");
        await eventually(async () => assert.ok("Delta" in (await rows(page))[0]));
        await shoot("diff-top");
        await page.upload(new URL("../profiles/oddproto/b09-not-found.html", import.meta.url).pathname);
        await page.byRole("alert");
        await shoot("alert");
        await page.press("?");
        await page.byRole("dialog", "Keys");
        await shoot("help");
      });
      test(`shows filters, labels and reports well on a ${screen}, ${scheme}`, { viewport, scheme }, async (page) => {
        const shoot = async (name) => {
          await page.screenshot(`look-${name}-${screen}-${scheme}`);
          const wide = await page.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          assert.ok(wide <= 0, `${name} is ${wide} px too wide`);
        };
        await open(page, "leaky-rate4096/heap-6.pb.gz");
        await addFilter(page, "focus", "handleSession|net/http");
        await addFilter(page, "hide", "^runtime\\.");
        await addFilter(page, "ignore", "database/sql");
        await status(page, (text) => text.includes("ignore=database/sql"));
        await addFilter(page, "show_from", "mian\\.");
        await page.byRole("alert");
        await stillPicture(page);
        await shoot("filters");
        await page.type("x");
        await page.page.focus("canvas[tabindex]");
        await page.press("ArrowDown", "ArrowDown", "ArrowDown");
        await page.byRole("table", "All callees");
        await page.byRole("button", "Show from");
        await stillPicture(page);
        await shoot("filters-selected");
        await page.page.$eval("table[aria-label='All callees']", (table) => table.scrollIntoView());
        await shoot("peek");
        await page.click("button", "Copy as text");
        await page.byRole("region", "Report text");
        await shoot("report");
        await page.press("Escape");
        await page.click("button", "Reset filters");
        await addFilter(page, "hide", "^reflect\\.");
        await status(page, (text) => text.includes("hide="));
        await page.upload(profile("oddproto/v14-labels.pb.gz"));
        await status(page, (text) => text.startsWith("v14-labels"));
        await page.click("tab", "Tags");
        await eventually(async () => assert.ok((await page.allByRole("region")).length > 2));
        await shoot("tags");
      });
    }
  }
});

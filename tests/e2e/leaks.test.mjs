// What leaks, and why: the verdict, the suspects, and the next step.
import assert from "node:assert/strict";

import { forEachTarget } from "./harness/index.mjs";
import { eventually, open, profile, status } from "./app.mjs";

const HEAPS = [4, 1, 6, 3, 2, 5].map((number) => `leaky-default/heap-${number}.pb.gz`);
const DUMPS = [6, 1, 4, 3].map((number) => `dumps/leaky-default/goroutine-${number}.debug2.txt.gz`);

/** Drops files at once, and waits until all of them are open. */
async function drop(page, names) {
  await page.drop(names.map(profile));
  await eventually(async () => {
    assert.equal(await page.page.$$eval("#target option", (all) => all.length), names.length);
  });
}

/** The verdict's words, once it is there. */
async function verdict(page) {
  await page.click("tab", "Leaks");
  return eventually(async () => {
    const region = await page.page.$(".verdict");
    assert.ok(region, "there is no verdict yet");
    return page.text(region);
  });
}

/** What each suspect says. */
async function suspects(page) {
  return page.page.$$eval(".suspects > li", (all) => all.map((suspect) => suspect.textContent));
}

forEachTarget(({ browser, origin, test }) => {
  if (origin !== "file") return;
  for (const scheme of ["light", "dark"]) {
    test(`names what leaks, where, and the fix, of heaps and dumps dropped at once, ${scheme}`, { scheme }, async (page) => {
      await drop(page, [...HEAPS, ...DUMPS]);
      const said = await verdict(page);
      assert.match(said, /leak/i);
      assert.match(said, /\/h/, "the growth per hour is told");
      const all = await suspects(page);
      const naming = (name) => all.find((text) => text.includes(name));
      for (const name of ["processWebhook", "Remember", "readLoop"]) {
        assert.ok(naming(name), `${name} is not among the suspects: ${all.map((text) => text.slice(0, 80))}`);
      }
      assert.match(naming("processWebhook"), /\[chan send\]/);
      assert.match(naming("processWebhook"), /make\(chan .*, 1\)/, "the fix is shown");
      assert.match(naming("readLoop"), /Body\.Close/);
      await page.screenshot(`leaks-${browser}-${scheme}`);
    });
  }

  test("says when a typed limit is reached, and copies all for a ticket", async (page) => {
    await drop(page, HEAPS);
    await verdict(page);
    const limit = await page.byRole("textbox", "Memory limit");
    await limit.type("512MiB");
    await page.press("Enter");
    await eventually(async () => assert.match(await verdict(page), /512/));
    await limit.click({ clickCount: 3 });
    await limit.type("plenty");
    await page.press("Enter");
    await eventually(async () => assert.match(await verdict(page), /Such as 512MiB/));
    await page.byRole("button", "Copy as Markdown");
    await page.byRole("button", "Copy as text");
  });

  test("tells what a single heap cannot say, and which command to run", async (page) => {
    await open(page, "leaky-default/heap-1.pb.gz");
    assert.match(await verdict(page), /which cannot show growth/);
    const next = await page.byRole("complementary", "Evidence and next steps");
    assert.match(await page.text(next), /curl .*heap\?gc=1/);
    await page.click("button", "Capture guide");
    const guide = await page.byRole("dialog", "Capture guide");
    assert.match(await page.text(guide), /127\.0\.0\.1/);
    await page.press("Escape");
    await eventually(async () => assert.equal(await page.page.$("dialog"), null));
  });

  test("opens the guide before anything is open", async (page) => {
    await page.click("button", "Capture guide");
    const guide = await page.byRole("dialog", "Capture guide");
    assert.match(await page.text(guide), /kubectl port-forward/);
  });

  test("has no fault in what only looks like a leak", async (page) => {
    await open(page, "leaky-rate4096/goroutineleak-6.pb.gz");
    await status(page, (text) => text.includes("goroutineleak-6"));
    assert.match(await verdict(page), /leak/i);
  });
});

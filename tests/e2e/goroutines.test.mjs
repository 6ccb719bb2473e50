// Goroutines by stack: dumps, profiles and leak profiles in one view.
import assert from "node:assert/strict";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { forEachTarget } from "./harness/index.mjs";
import { choose, eventually, open, profile, status } from "./app.mjs";

const DUMPS = [1, 3, 4, 6].map((number) => `dumps/leaky-default/goroutine-${number}.debug2.txt.gz`);

/** The groups that are shown: what each says in its own line. */
async function groups(page) {
  return page.page.$$eval(".groups > li > details > summary", (all) => all.map((group) => group.textContent));
}

async function show(page) {
  await page.click("tab", "Goroutines");
  await eventually(async () => assert.ok((await groups(page)).length > 0));
}

forEachTarget(({ origin, test }) => {
  if (origin !== "file") return;
  test("opens a dump, and draws and groups its goroutines", async (page) => {
    await open(page, DUMPS[3]);
    await status(page, (text) => text.includes("goroutine-6.debug2.txt.gz"));
    await show(page);
    const first = await page.byRole("list", "Groups of goroutines");
    assert.match(await page.text(first), /processWebhook/);
    await choose(page, "State", "chan send · 144");
    await eventually(async () => {
      const left = await groups(page);
      assert.equal(left.length, 1);
      assert.match(left[0], /144.*processWebhook\.func1.*chan send/);
    });
    await page.page.click(".groups summary");
    assert.match(await page.text(await page.page.$(".groups .trace")), /created by.*processWebhook/s);
    await page.byRole("button", "Copy stack");
  });

  test("compares dumps: what grew, and which ids are still there", async (page) => {
    await page.drop(DUMPS.map(profile));
    await eventually(async () => assert.equal(await page.page.$$eval("#target option", (all) => all.length), 4));
    await show(page);
    const [first] = await groups(page);
    assert.match(first, /^144\+120.*24 of 24 still there/);
    await choose(page, "Order of groups", "Waiting longest");
    const box = await page.byRole("searchbox", "Find in stacks");
    await box.type("waitgroup");
    await eventually(async () => {
      const left = await groups(page);
      assert.ok(left.length > 0 && left.every((text) => /WaitGroup/.test(text)), left.join("\n"));
    });
    await page.click("button", "Flame graph");
    await status(page, (text) => text.includes("goroutine-6"));
  });

  test("says what is wrong with a text that is no dump of Go", async (page) => {
    const folder = await mkdtemp(join(tmpdir(), "airflame-"));
    const java = join(folder, "jstack.txt");
    await writeFile(java, '"main" #1 prio=5 os_prio=0 tid=0x00007f nid=0x1 runnable\n   java.lang.Thread.State: RUNNABLE\n\tat Main.main(Main.java:3)\n');
    await page.upload(java);
    const alert = await page.byRole("alert");
    assert.match(await page.text(alert), /jstack\.txt/);
  });
});

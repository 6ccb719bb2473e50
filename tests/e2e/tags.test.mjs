// Labels: what each sums up to, as `go tool pprof -tags` prints it, and looking at one alone.
import assert from "node:assert/strict";

import { forEachTarget } from "./harness/index.mjs";
import { chips, choose, eventually, open, rows, status } from "./app.mjs";

/** The rows below a key, each as its cells. */
async function labels(page, key) {
  const region = await page.byRole("region", key);
  return region.evaluate((region) =>
    [...region.querySelectorAll("tbody tr")].map((row) => [...row.children].map((cell) => cell.textContent.trim())));
}

forEachTarget(({ test }) => {
  test("lists labels by key with pprof's sums, and focuses on one", async (page) => {
    await open(page, "leaky-rate4096/goroutine-6.pb.gz");
    await page.click("tab", "Tags");
    for (const key of ["handler", "job", "shard", "tenant"]) await page.byRole("heading", key);
    // go tool pprof -tags prints 19 (2.47%): 3, 16 (2.08%): 2, 15 (1.95%): 0, 11 (1.43%): 1
    assert.deepEqual(await labels(page, "shard"), [["3", "2.47%", "19"], ["2", "2.08%", "16"], ["0", "1.95%", "15"], ["1", "1.43%", "11"]]);
    const button = await page.byRole("button", "Focus on job feed poll");
    await button.focus();
    await page.press("Enter");
    await status(page, (text) => text.includes("tagfocus="));
    const [chip, ...others] = await chips(page);
    assert.match(chip, /^tagfocus .*job.*feed/);
    assert.deepEqual(others, []);
    // The tab follows what is left: no other job, and no handler.
    await eventually(async () => assert.deepEqual((await labels(page, "job")).map(([name]) => name), ["feed poll"]));
    await eventually(async () => assert.equal((await page.measures("airflame:filter")).length, 1));
    await page.click("tab", "Top");
    // go tool pprof -top -tagfocus='job=feed poll' prints 61 7.92% 7.92% 61 7.92% runtime.gopark
    await eventually(async () => {
      const [first] = await rows(page);
      assert.deepEqual([first.Flat, first["Flat%"], first.Name], ["61", "7.92%", "runtime.gopark"]);
    });
  });

  test("compares labels in a diff", async (page) => {
    await open(page, "leaky-rate4096/goroutine-1.pb.gz", "leaky-rate4096/goroutine-6.pb.gz");
    await choose(page, "Base", "goroutine-1");
    await status(page, (text) => text.startsWith("goroutine-1.pb.gz → goroutine-6.pb.gz"));
    await page.click("tab", "Tags");
    await eventually(async () => {
      const [[name, base, target, delta]] = await labels(page, "job");
      assert.deepEqual([name, target], ["feed poll", "61"]);
      assert.equal(Number(base) + Number(delta), 61);
      assert.match(delta, /^\+/);
    });
  });

  test("says why there are no labels", async (page) => {
    await open(page, "leaky-rate4096/cpu-5s.pb.gz");
    const tab = await page.byRole("tab", "Tags");
    assert.deepEqual(await tab.evaluate((tab) => [tab.getAttribute("aria-disabled"), tab.title]), ["true", "No sample of these profiles has labels."]);
  });
});

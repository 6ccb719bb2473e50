// Opening: by picker, by drop, several at once, folders and zip files, the example, and stopping.
import assert from "node:assert/strict";
import path from "node:path";

import { fixture, forEachTarget } from "./harness/index.mjs";
import { alerts, eventually, metric, open, opened, profile, rows, status, stillPicture } from "./app.mjs";

/** One profile of each kind, and the metric that is shown first: the one that pprof shows. */
const KINDS = {
  "leaky-rate4096/heap-1.pb.gz": "inuse_space",
  "leaky-rate4096/allocs-6.pb.gz": "alloc_space",
  "leaky-rate4096/cpu-5s.pb.gz": "cpu",
  "leaky-rate4096/goroutine-6.pb.gz": "goroutine",
  "leaky-rate4096/block-6.pb.gz": "delay",
  "leaky-rate4096/mutex-6.pb.gz": "delay",
  "leaky-rate4096/threadcreate-6.pb.gz": "threadcreate",
  "leaky-rate4096/goroutineleak-6.pb.gz": "goroutineleak",
};

forEachTarget(({ browser, test }) => {
  for (const [name, shown] of Object.entries(KINDS)) {
    test(`opens ${name} with ${shown}`, async (page) => {
      await open(page, name);
      assert.equal(await metric(page), shown);
      assert.deepEqual(await alerts(page), []);
    });
  }

  test("opens the texts of ?debug=1, with the names and labels of their comments", async (page) => {
    for (const name of ["heap.txt", "mutex.txt", "block.txt", "threadcreate.txt", "goroutine.txt"]) {
      await page.upload(profile(`texts/${name}`));
      await status(page, (text) => text.startsWith(`${name} · `));
      assert.deepEqual(await alerts(page), [], name);
    }
    await status(page, (text) => text.includes(" · goroutine · 147 total"));
    await page.click("tab", "Top");
    await eventually(async () => {
      const names = (await rows(page)).map((row) => row.Name);
      assert.ok(names.some((name) => name.includes("webhook")), names.join(", "));
    });
    await page.click("tab", "Tags");
    await page.waitForText("initech");
  });

  test("opens by drop, also over a loaded profile", async (page) => {
    await page.drop([profile("leaky-rate4096/heap-1.pb.gz")]);
    await opened(page, "heap-1.pb.gz");
    await page.drop([profile("leaky-rate4096/goroutine-6.pb.gz")]);
    await status(page, (text) => text.includes("goroutine-6.pb.gz"));
    const target = await page.byRole("combobox", "Target");
    assert.equal(await target.evaluate((select) => select.options.length), 2);
  });

  test("draws what it opened, and measures it", async (page) => {
    const before = await page.page.$$("canvas");
    assert.equal(before.length, 0);
    await open(page, "leaky-rate4096/heap-6.pb.gz");
    await stillPicture(page);
    const colours = await page.page.$eval("canvas[tabindex]", (canvas) => {
      const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, Math.min(canvas.height, 300)).data;
      const seen = new Set();
      for (let at = 0; at < data.length; at += 4) seen.add((data[at] << 16) | (data[at + 1] << 8) | data[at + 2]);
      return seen.size;
    });
    assert.ok(colours > 8, `only ${colours} colours are on the canvas`);
    for (const name of ["read", "inflate", "decode", "tree", "open"]) {
      const durations = await eventually(async () => {
        const found = await page.measures(`airflame:${name}`);
        assert.equal(found.length, 1, `airflame:${name}`);
        return found;
      });
      assert.ok(durations[0] >= 0 && durations[0] < 60_000, `${name} took ${durations[0]} ms`);
    }
  });

  test("opens several at once, the good beside the bad", async (page) => {
    await page.upload(profile("leaky-rate4096/heap-1.pb.gz"), profile("oddproto/b09-not-found.html"), profile("leaky-rate4096/heap-6.pb.gz"));
    await opened(page, "heap-6.pb.gz");
    await eventually(async () => {
      const [said] = await alerts(page);
      assert.match(said ?? "", /b09-not-found\.html.*HTML/s);
    });
    await page.byRole("button", "Compare");
  });

  test("opens the profiles of a zip file, and says which of them it cannot read", async (page) => {
    await page.upload(fixture("tests/e2e/data/snapshots.zip"));
    await opened(page, "heap-6.pb.gz");
    await eventually(async () => {
      const [said] = await alerts(page);
      assert.match(said ?? "", /snapshots\.zip\/.*notes\.txt/s);
    });
  });

  test("opens a dropped folder", { skip: browser === "firefox" && "Firefox takes no synthetic folder" }, async (page) => {
    await page.drop([path.dirname(profile("leaky-default/heap-1.pb.gz"))]);
    await status(page, (text) => text.includes("heap-6.pb.gz"));
    const names = await page.page.$$eval("#target option", (options) => options.map((option) => option.textContent));
    assert.ok(names.some((name) => name.startsWith("heap-1.pb.gz")), names.join());
  });

  test("loads the example, which offers a comparison", async (page) => {
    await page.click("button", "Load example");
    await opened(page, "heap-6.pb.gz");
    await page.click("button", "Compare");
    await status(page, (text) => /heap-1.* → heap-6/.test(text));
    await page.click("tab", "Top");
    const [first] = await eventually(async () => {
      const all = await rows(page);
      assert.ok(all.length > 10);
      return all;
    });
    assert.match(first.Name, /\w/);
  });

  test("stops reading when told to, and keeps what was open", async (page) => {
    await open(page, "leaky-rate4096/heap-1.pb.gz");
    // A file so large that its reading cannot end before the button is pressed.
    await page.page.evaluate(() => {
      const header = new Uint8Array([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
      const block = new Uint8Array(5 + 65535);
      block.set([0, 0xff, 0xff, 0, 0]);
      // Two fields that no profile has: 65,002 bytes to skip, and small ones until the block is full.
      block.set([0xa2, 0x06, 0xea, 0xfb, 0x03], 5);
      for (let at = 5 + 5 + 65002; at < block.length; at += 3) block.set([0xa8, 0x06, 1], at);
      const transfer = new DataTransfer();
      transfer.items.add(new File([header, ...Array(12_000).fill(block)], "endless.pb.gz"));
      window.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, cancelable: true, bubbles: true }));
    });
    await page.byRole("progressbar");
    await page.click("button", "Cancel");
    await eventually(async () => assert.deepEqual(await page.allByRole("progressbar"), []));
    assert.deepEqual(await alerts(page), []);
    await status(page, (text) => text.includes("heap-1.pb.gz"));
  });
});

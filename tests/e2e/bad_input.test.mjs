// Input that is broken says so, input that is odd opens, and whatever was open stays open.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import path from "node:path";

import { forEachTarget } from "./harness/index.mjs";
import { alerts, eventually, open, profile, status } from "./app.mjs";

const FOLDER = path.dirname(profile("oddproto/b01-empty.pb.gz"));
const ODD = readdirSync(FOLDER).filter((name) => /^[bv]\d/.test(name)).sort();
const BROKEN = ODD.filter((name) => name.startsWith("b"));
const VALID = ODD.filter((name) => name.startsWith("v"));

/** What each broken file must be told apart by. */
const SAYS = {
  "b01-empty.pb.gz": /empty/,
  "b02-cut-gzip.pb.gz": /end|cut|truncat/,
  "b03-cut-proto.pb.gz": /end|cut|truncat/,
  "b04-bad-crc.pb.gz": /checksum/,
  "b05-missing-location.pb.gz": /location/,
  "b06-value-count.pb.gz": /\(1\).*sample types \(2\)/,
  "b07-duplicate-id.pb.gz": /id|location/,
  "b08-missing-function.pb.gz": /function/,
  "b09-not-found.html": /HTML/,
  "b10-unknown-profile.txt": /profile/i,
  "b11-json.json": /JSON/,
  "b12-huge-length.pb": /length|large|end|cut/,
  "b13-no-types.pb.gz": /sample type/,
  "b14-zero-location-id.pb.gz": /location/,
  "b15-invalid-utf8-names.pb.gz": /UTF-8/,
  "b16-random.bin": /profile|format/,
};

forEachTarget(({ test }) => {
  test("tells what is wrong with every broken file, where, and what to do", async (page) => {
    await open(page, "leaky-rate4096/heap-1.pb.gz");
    const before = await status(page, (text) => text.startsWith("heap-1.pb.gz · heap · inuse_space"));
    assert.deepEqual(Object.keys(SAYS), BROKEN);
    for (const name of BROKEN) {
      await page.upload(path.join(FOLDER, name));
      const said = await eventually(async () => {
        const all = await alerts(page);
        assert.equal(all.length, 1, `${name}: ${all.length} alerts`);
        assert.ok(all[0].includes(name), all[0]);
        return all[0];
      });
      assert.match(said, SAYS[name], name);
      assert.match(said, /\.\s*$|\.$/, `${name}: no advice: ${said}`);
      if (!["b01-empty.pb.gz", "b09-not-found.html", "b10-unknown-profile.txt", "b11-json.json", "b16-random.bin", "b13-no-types.pb.gz"].includes(name)) {
        assert.match(said, /byte \d/, `${name}: no place: ${said}`);
      }
      await page.page.$eval('[role=alert] button[aria-label^="Dismiss"]', (button) => button.click());
      await eventually(async () => assert.deepEqual(await alerts(page), []));
      if (name !== "b15-invalid-utf8-names.pb.gz") assert.equal(await status(page, () => true), before, name);
      else await page.upload(profile("leaky-rate4096/heap-1.pb.gz")).then(() => status(page, (text) => text === before));
    }
  });

  test("outlives its worker", { noisy: true, before: keepWorkers }, async (page) => {
    await open(page, "leaky-rate4096/heap-1.pb.gz");
    await page.page.evaluate(() => globalThis.workers.at(-1).dispatchEvent(new ErrorEvent("error", { message: "out of luck" })));
    await eventually(async () => assert.match((await alerts(page)).join(), /worker stopped: .*out of luck/s));
    await status(page, (text) => text.startsWith("heap-1.pb.gz"));
    await page.click("button", "Restart worker");
    await page.waitFor(() => globalThis.workers.length === 2);
    await status(page, (text) => text.startsWith("heap-1.pb.gz · heap · inuse_space"));
    assert.deepEqual(await alerts(page), []);
    await page.upload(profile("leaky-rate4096/heap-6.pb.gz"));
    await status(page, (text) => text.startsWith("heap-6.pb.gz · heap · inuse_space"));
    assert.equal(await page.page.evaluate(() => globalThis.workers.length), 2);
  });

  test("opens every odd but valid file", async (page) => {
    for (const name of VALID) {
      await page.upload(path.join(FOLDER, name));
      // A profile with negative values is a difference, and opens as its two sides.
      const shown = name.startsWith("v12-negative") ? `${name} (before) → ${name} · ` : `${name} · `;
      await status(page, (text) => text.startsWith(shown));
      assert.deepEqual(await alerts(page), [], name);
    }
    const target = await page.byRole("combobox", "Target");
    assert.equal(await target.evaluate((select) => select.options.length), VALID.length + 1);
  });
});

/** Remembers every worker that the page makes. */
function keepWorkers() {
  globalThis.workers = [];
  globalThis.Worker = class extends Worker {
    constructor(...given) {
      super(...given);
      globalThis.workers.push(this);
    }
  };
}

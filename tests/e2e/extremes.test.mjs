// Profiles that are too much of one thing: they open or say why not, and the page is as usable after it as before.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after } from "node:test";

import { forEachTarget } from "./harness/index.mjs";
import { alerts, eventually, open, opened, rows, status } from "./app.mjs";

/** What benches/src/extreme.rs writes: each is one function, `main.recur` but where its name is the point. */
const EXTREMES = {
  "extreme-deep.pb": { depth: 1_000_000, rows: 1 },
  "extreme-labels.pb": { samples: 100_000, rows: 1 },
  "extreme-name.pb": { name: "recur".repeat(10_000_000), rows: 1 },
};

const folder = mkdtempSync(path.join(tmpdir(), "airflame-extremes-"));
after(() => rmSync(folder, { recursive: true }));
for (const [name, extreme] of Object.entries(EXTREMES)) writeFileSync(path.join(folder, name), profile(extreme));

forEachTarget(({ name: target, test }) => {
  for (const [name, { rows: functions }] of Object.entries(EXTREMES)) {
    test(`is usable with ${name}`, { timeout: 120_000 }, async (page) => {
      await page.page.evaluate(watchTasks);
      await page.upload(path.join(folder, name));
      await eventually(async () => {
        const [complaint] = await alerts(page);
        const line = await status(page, () => true);
        assert.ok(complaint || line.includes(name), `neither a flame graph nor a word of why not: ${line}`);
        if (complaint) assert.match(complaint, /\.\s*$/);
      }, 60_000);
      await page.click("tab", "Top");
      await eventually(async () => assert.equal((await rows(page)).length, functions));
      const [row] = await rows(page);
      assert.ok(row.Name.length < 5_000 && row.Name.includes("recur"), row.Name.slice(0, 100));
      if (name === "extreme-labels.pb") {
        await page.click("tab", "Tags");
        await page.waitForText("smaller values are left out.");
      }
      await page.click("tab", "Flame graph");
      await page.page.focus("canvas[tabindex]");
      await page.press("ArrowDown", "ArrowDown");
      await eventually(async () => assert.match(await page.page.$eval('[aria-live="polite"]', (region) => region.textContent), /recur/));
      await open(page, "leaky-rate4096/heap-1.pb.gz");
      await opened(page, "heap-1.pb.gz");
      assert.deepEqual(await alerts(page), []);
      const longest = await page.page.evaluate(() => Math.max(0, ...globalThis.tasks));
      console.log(`    ${target}: ${name}: the longest task of the page's thread took ${longest.toFixed(0)} ms`);
    });
  }
});

function watchTasks() {
  globalThis.tasks = [];
  // Only Chromium tells.
  new PerformanceObserver((list) => globalThis.tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: "longtask" });
}

/** A profile of one function: so many samples of so deep a stack, each with a label of its own if there are several. */
function profile({ depth = 1, samples = 1, name = "main.recur" }) {
  const parts = [message(1, [8, 1, 16, 2])];
  const location = Buffer.alloc(depth, 1);
  for (let sample = 0; sample < samples; sample += 1) {
    const key = 4 + 2 * sample;
    const label = samples === 1 ? [] : [message(3, [8, ...varint(key), 16, ...varint(key + 1)])];
    parts.push(message(2, Buffer.concat([message(1, location), message(2, [1]), ...label])));
  }
  parts.push(message(4, [8, 1, 34, 2, 8, 1]), message(5, [8, 1, 16, 3]));
  for (const text of ["", "samples", "count", name]) parts.push(message(6, Buffer.from(text)));
  for (let sample = 0; samples > 1 && sample < samples; sample += 1) {
    parts.push(message(6, Buffer.from(`key-${sample}`)), message(6, Buffer.from(`value-${sample}`)));
  }
  return Buffer.concat(parts);
}

function message(field, bytes) {
  return Buffer.concat([Buffer.from([(field << 3) | 2, ...varint(bytes.length)]), Buffer.from(bytes)]);
}

function varint(number) {
  const bytes = [];
  for (; number > 127; number = Math.floor(number / 128)) bytes.push((number % 128) | 128);
  return [...bytes, number];
}

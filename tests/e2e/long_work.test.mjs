// Long work: what is said of it, how fast it is given up, and that the page goes on after it.
import assert from "node:assert/strict";

import { forEachTarget } from "./harness/index.mjs";
import { alerts, metric, open, status, switchMetric } from "./app.mjs";

/** How often a median is taken of. */
const TRIES = 3;

forEachTarget(({ name, test }) => {
  test("gives up building a call tree, and keeps what was shown", { timeout: 120_000 }, async (page) => {
    await open(page, "leaky-rate4096/heap-1.pb.gz");
    await page.page.evaluate(makeWideProfile);
    const times = [];
    for (let turn = 0; turn < TRIES; turn += 1) {
      await dropWideProfile(page);
      times.push(await cancelAt(page, "^(Building the call tree|Laying out)$"));
      await status(page, (text) => text.includes("heap-1.pb.gz"));
      assert.deepEqual(await alerts(page), []);
      // It was closed again, as if it had not been read to its end.
      const targets = await page.page.$$eval("#target option", (options) => options.map((option) => option.textContent));
      assert.ok(!targets.some((target) => target.includes("wide.pb")), targets.join());
    }
    report(name, "building", times);
    assert.equal(await metric(page), "inuse_space");
    await switchMetric(page, "alloc_space");
  });

  test("gives up reading", { timeout: 120_000 }, async (page) => {
    await page.page.evaluate(makeWideProfile);
    const times = [];
    for (let turn = 0; turn < TRIES; turn += 1) {
      await dropWideProfile(page, 2);
      times.push(await cancelAt(page, "^[0-9.]+[kM]?B of [0-9.]+MB$"));
      await page.waitForText("No profile is open.");
    }
    report(name, "reading", times);
    await open(page, "leaky-rate4096/heap-1.pb.gz");
  });
});

/**
 * Presses Cancel as soon as the progress bar names one of these stages, and gives the milliseconds until nothing is under way
 * any more. All of it happens in the page: on the way to it and back, quick work would be over.
 */
async function cancelAt(page, stages) {
  return page.page.evaluate(async (stages) => {
    const rest = () => new Promise((resolve) => setTimeout(resolve, 2));
    const bar = () => document.querySelector("[role=progressbar]");
    const wanted = new RegExp(stages);
    const end = performance.now() + 60_000;
    while (!wanted.test(bar()?.getAttribute("aria-valuetext") ?? "")) {
      if (performance.now() > end) throw new Error(`it never came to ${stages}`);
      await rest();
    }
    const start = performance.now();
    [...document.querySelectorAll("button")].find((button) => button.textContent.trim() === "Cancel").click();
    while (bar()) await rest();
    return performance.now() - start;
  }, stages);
}

/** Says how long giving up took. The bound is generous: a machine that also compiles is slow at times. */
function report(target, work, times) {
  const median = times.toSorted((one, other) => one - other)[times.length >> 1];
  console.log(`    ${target}: giving up ${work} took ${median.toFixed(0)} ms (${times.map((time) => time.toFixed(0)).join(", ")})`);
  assert.ok(median < 2_000, `giving up ${work} took ${times.join(", ")} ms`);
}

/** Drops the profile on the window; `copies` of it are one profile too, a larger one. */
async function dropWideProfile(page, copies = 1) {
  await page.page.evaluate((copies) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([globalThis.wide.head, ...Array(copies).fill(globalThis.wide.samples)], "wide.pb"));
    window.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, cancelable: true, bubbles: true }));
  }, copies);
}

/** Runs in the page: a profile of 600,000 stacks that share next to nothing, which takes a while to sort. */
function makeWideProfile() {
  const SAMPLES = 600_000;
  const DEPTH = 40;
  const FUNCTIONS = 100;
  const text = new TextEncoder();
  const field = (number, bytes) => [(number << 3) | 2, bytes.length, ...bytes];
  const head = [field(1, [8, 1, 16, 2]), field(6, []), field(6, text.encode("samples")), field(6, text.encode("count"))];
  for (let id = 1; id <= FUNCTIONS; id += 1) {
    head.push(field(6, text.encode(`wide.function${id}`)), field(5, [8, id, 16, id + 2]), field(4, [8, id, 34, 2, 8, id]));
  }
  const sample = 2 + 2 + DEPTH + 3;
  const samples = new Uint8Array(SAMPLES * sample);
  let random = 1;
  for (let at = 0; at < samples.length; at += sample) {
    samples.set([18, sample - 2, 10, DEPTH], at);
    for (let frame = 0; frame < DEPTH; frame += 1) {
      random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0;
      samples[at + 4 + frame] = 1 + ((random >>> 16) % FUNCTIONS);
    }
    samples.set([18, 1, 1], at + 4 + DEPTH);
  }
  globalThis.wide = { head: new Uint8Array(head.flat()), samples };
}

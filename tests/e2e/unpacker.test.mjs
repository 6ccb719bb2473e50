// The worker's own worker, which reads and inflates: where there can be none, where it breaks down, and that it ends in time.
import assert from "node:assert/strict";

import { forEachTarget } from "./harness/index.mjs";
import { alerts, eventually, open, profile } from "./app.mjs";

const HEAPS = ["leaky-rate4096/heap-1.pb.gz", "leaky-rate4096/heap-6.pb.gz"];

/** How the worker's own worker is known in its script. */
const NESTED = 'name === "airflame-unpacker"';

forEachTarget(({ test }) => {
  test("opens files where a worker can start none", { before: ahead("self.Worker = undefined;") }, async (page) => {
    await open(page, ...HEAPS);
    assert.deepEqual(await alerts(page), []);
  });

  const spoiled = ahead(`if (${NESTED}) throw new Error("spoiled");`);
  test("opens files where the worker's own does not start", { before: spoiled }, async (page) => {
    await open(page, ...HEAPS);
    assert.deepEqual(await alerts(page), []);
  });

  const breaks = ahead(`if (${NESTED}) Blob.prototype.arrayBuffer = () => {
    setTimeout(() => { throw new Error("out of luck"); });
    return new Promise(() => {});
  };`);
  test("says so when it breaks down", { noisy: true, before: breaks }, async (page) => {
    await page.upload(profile(HEAPS[0]));
    await eventually(async () => assert.match((await alerts(page)).join(), /worker stopped: .*out of luck/s));
  });

  const ticks = ahead(`if (${NESTED}) {
    const channel = new BroadcastChannel("ticks");
    setInterval(() => channel.postMessage("tick"), 20);
  }`);
  test("ends with the worker that started it", { before: ticks }, async (page) => {
    await open(page, HEAPS[0]);
    const count = await page.page.evaluate(async () => {
      const rest = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
      let ticks = 0;
      new BroadcastChannel("ticks").onmessage = () => { ticks += 1; };
      while (ticks === 0) await rest(20);
      globalThis.workers.forEach((worker) => worker.terminate());
      await rest(300);
      const before = ticks;
      await rest(500);
      return ticks - before;
    });
    assert.equal(count, 0, "it still runs");
  });
});

/** What is to run in the page ahead of its scripts, so that this runs in every worker ahead of its script. */
function ahead(script) {
  return `(${prefixWorkers})(${JSON.stringify(script)})`;
}

function prefixWorkers(script) {
  globalThis.workers = [];
  globalThis.Blob = class extends Blob {
    constructor(parts, options) {
      super(options?.type === "text/javascript" ? [script, ...parts] : parts, options);
    }
  };
  globalThis.Worker = class extends Worker {
    constructor(...given) {
      super(...given);
      globalThis.workers.push(this);
    }
  };
}

// The promises of the page that hold before any profile is open: it starts, or says why not, and nothing leaves it.
import assert from "node:assert/strict";
import { createServer } from "node:net";
import { after, before } from "node:test";

import { forEachTarget } from "./harness/index.mjs";

/**
 * A neighbour on another origin, who writes down what he is told. A connection without a word does not count: Chromium
 * opens one ahead of a navigation that the policy then refuses.
 */
const neighbour = { server: createServer(), address: "", told: [] };

before(async () => {
  neighbour.server.on("connection", (socket) => {
    socket.on("data", (bytes) => neighbour.told.push(bytes.toString("latin1"))).on("error", () => {}).unref();
  });
  await new Promise((resolve) => neighbour.server.listen(0, "127.0.0.1", resolve));
  neighbour.address = `http://127.0.0.1:${neighbour.server.address().port}/`;
});
after(() => neighbour.server.close());

forEachTarget(({ origin, test }) => {
  test("starts without a complaint", async (page) => {
    assert.deepEqual(await page.allByRole("alert"), [], await page.text());
    assert.ok(await page.page.$('input[type="file"]'), "the page has no file input");
  });

  test("asks for nothing but its own files", async (page) => {
    // Whether a browser lists the document itself among the requests depends on the browser and the scheme.
    const urls = page.log.requests.filter((url) => !/^(blob|data):/.test(url) && url !== page.address);
    const names = urls.map((url) => url.slice(page.address.length).replace(/-[0-9a-f]{8,}/, "-HASH"));
    // So does whether a worker's script is listed. That it is loaded is tested below: there is a worker.
    const listed = new Set(names);
    listed.delete("airflame-worker-HASH.js");
    const hosted = [
      "airflame-HASH.js", "airflame-HASH_bg.wasm", "airflame-worker-HASH_bg.wasm", "app-HASH.css", "boot-HASH.js",
      "leaks-HASH.css", "timeline-HASH.css",
    ];
    assert.deepEqual([...listed].sort(), origin === "file" ? [] : hosted);
  });

  test("has a worker that runs its own half of the program", async (page) => {
    assert.equal((await page.page.evaluate(firstSignOfWorker)).kind, "message");
  });

  test("hears of a worker that cannot start", { noisy: true, before: spoilWorkers }, async (page) => {
    assert.equal((await page.page.evaluate(firstSignOfWorker)).kind, "error");
  });

  test("hears of a worker whose program does not load", { noisy: true, before: spoilSecondModule }, async (page) => {
    const sign = await page.page.evaluate(firstSignOfWorker);
    assert.equal(sign.kind, "error");
    assert.match(sign.detail, /did not load: spoiled/);
  });

  for (const absent of ["WebAssembly", "Worker"]) {
    const before = new Function(`delete globalThis.${absent}`);
    test(`says so where there is no ${absent}`, { before }, async (page) => {
      const alert = await page.byRole("alert");
      assert.match(await page.text(alert), /current Chromium or Firefox/);
    });
  }

  test("refuses to send anything anywhere, and to run what it did not bring", { noisy: true }, async (page) => {
    for (const url of ["data:text/plain,x", neighbour.address]) {
      assert.equal(await page.page.evaluate(tryFetch, url), "refused", url);
    }
    const expected = {
      request: "connect-src",
      beacon: "connect-src",
      socket: "connect-src",
      events: "connect-src",
      image: "img-src",
      frame: "frame-src",
      form: "form-action",
      inlineScript: "script-src-elem",
      foreignScript: "script-src-elem",
      evaluation: "script-src",
      inlineStyle: "style-src-elem",
    };
    for (const [way, directive] of Object.entries(expected)) {
      const before = (await page.log.violations()).length;
      await page.page.evaluate(tryWayOut, way, neighbour.address);
      const directives = (await page.log.violations()).slice(before).map((line) => line.split(" ")[0]);
      assert.ok(directives.includes(directive), `${way}: ${directive} did not refuse, but [${directives}]`);
    }
    assert.equal(await page.page.evaluate(() => globalThis.airflameEscaped), undefined, "foreign code ran");
    assert.deepEqual(neighbour.told, [], "a request got through");
  });
});

/** The first thing that a fresh worker says, or how it fails. */
function firstSignOfWorker() {
  return new Promise((resolve) => {
    const worker = globalThis.airflame.spawnWorker();
    const end = (kind, detail) => {
      worker.terminate();
      resolve({ kind, detail: String(detail) });
    };
    worker.onmessage = (event) => end("message", typeof event.data);
    worker.onerror = (event) => end("error", event.message);
    setTimeout(() => end("silence", "10 s"), 10_000);
  });
}

/** Makes every worker get something else than the module. */
function spoilWorkers() {
  Worker.prototype.postMessage = ((post) => function () { post.call(this, "not a module"); })(Worker.prototype.postMessage);
}

/** Makes every module but the first, which is the page's, impossible to compile. */
function spoilSecondModule() {
  let isFirst = true;
  for (const name of ["compile", "compileStreaming"]) {
    const compile = WebAssembly[name];
    WebAssembly[name] = (source) => {
      if (!isFirst) return Promise.reject(new Error("spoiled"));
      isFirst = false;
      return compile.call(WebAssembly, source);
    };
  }
}

async function tryFetch(url) {
  try {
    return `answered ${(await fetch(url)).status}`;
  } catch {
    return "refused";
  }
}

/** Tries one way out. It is refused later or by an exception; the policy reports it in any case. */
async function tryWayOut(way, url) {
  const appended = (name, properties) => document.body.append(Object.assign(document.createElement(name), properties));
  const ways = {
    request() {
      const request = new XMLHttpRequest();
      request.open("POST", url);
      request.send("x");
    },
    beacon: () => navigator.sendBeacon(url, "x"),
    socket: () => new WebSocket(url.replace("http", "ws")),
    events: () => new EventSource(url),
    image: () => Object.assign(new Image(), { src: `${url}x.png` }),
    frame: () => appended("iframe", { src: url }),
    form() {
      const form = Object.assign(document.createElement("form"), { action: url, method: "post" });
      document.body.append(form);
      form.submit();
    },
    inlineScript: () => appended("script", { textContent: "globalThis.airflameEscaped = 1" }),
    foreignScript: () => appended("script", { src: `${url}x.js` }),
    // By a timer: a debugger's own evaluation, which this runs in, is exempt from the policy.
    evaluation: () => setTimeout("globalThis.airflameEscaped = 1"),
    inlineStyle: () => appended("style", { textContent: "body { color: red }" }),
  };
  try {
    ways[way]();
  } catch {
    // An exception is a refusal too.
  }
  await new Promise((resolve) => setTimeout(resolve, 100));
}

// Starts Airflame: compiles the page's wasm and runs it, then compiles the worker's and lets the page start workers of it.
//
// The contract with Rust
// ----------------------
// The page and its worker are two modules of one program, built from the same source (`src/main.rs`,
// `src/bin/airflame-worker.rs`).
//
//   globalThis.airflame.spawnWorker(): Worker
//
//   - exists in the page before its `main()` runs; it does not exist in the worker.
//   - returns a fresh worker at once, and posts the compiled WebAssembly.Module of the worker to it as soon as there is
//     one. That is the worker's first message and its `main()` never sees it: a prelude takes it, instantiates the module
//     *synchronously*, and thereby runs `main()`. The prelude's listener is gone by then, so every later message is
//     `main()`'s, none is lost and none is doubled, provided that `main()` installs `onmessage` before it returns (not
//     after an `await`).
//   - `main()` posts its own "ready". The page must post nothing before that: the worker would take it for the module.
//     `src/worker/client.rs` keeps what is asked earlier.
//   - a worker that cannot start (its script is refused, the glue or the module does not load, the module does not cross,
//     `main()` panics) fires `error` on the Worker. If the browser refuses even the constructor, spawnWorker() throws:
//     bind it with `#[wasm_bindgen(catch)]`.
//   - `terminate()` gives all of the worker's memory back; call spawnWorker() again for a new one.
//
// The contract with the page (index.html for the hosted one, xtask/src/bundle.rs for airflame.html)
// --------------------------------------------------------------------------------------------------
//   #airflame-glue         the script that wasm-bindgen wrote for the page (`no-modules`); it has run, as `wasm_bindgen`.
//   #airflame-wasm         the page's module: `<link href>` to fetch, or a data block of gzipped wasm in base64.
//   #airflame-worker-glue  the worker's script, which must not run in the page, where `wasm_bindgen` is taken: a data block.
//                          Either it names in `data-src` what the worker loads by importScripts, or it holds the text.
//   #airflame-worker-wasm  the worker's module, in the same way as the page's.
//   #app                   where Yew mounts; this script writes into it only when Airflame cannot start.
(() => {
  "use strict";

  const wasm = document.getElementById("airflame-wasm");
  const workerGlue = document.getElementById("airflame-worker-glue");
  const workerWasm = document.getElementById("airflame-worker-wasm");

  /** The promise of the worker's module, shared by all workers: it is compiled once per page. */
  let workerModule;
  /** The worker's script. One URL serves all workers and is never revoked: browsers differ in when they have read it. */
  let workerUrl;

  // What a worker runs before main(). The glue must come first: `wasm_bindgen` is what it declares.
  // An exception here becomes an `error` event on the Worker by itself.
  const PRELUDE = `
"use strict";
(() => {
  const refuse = () => { throw new Error("the compiled module could not be sent to the worker"); };
  addEventListener("messageerror", refuse);
  addEventListener("message", (event) => {
    removeEventListener("messageerror", refuse);
    wasm_bindgen.initSync({ module: event.data });
  }, { once: true });
})();
`;

  function spawnWorker() {
    if (!workerUrl) {
      const { src } = workerGlue.dataset;
      const source = src ? `importScripts(${JSON.stringify(new URL(src, document.baseURI).href)});` : workerGlue.textContent;
      workerUrl = URL.createObjectURL(new Blob([source, PRELUDE], { type: "text/javascript" }));
    }
    const worker = new Worker(workerUrl, { name: "airflame" });
    workerModule.then((module) => worker.postMessage(module)).catch((cause) => {
      const message = `the worker's program did not load: ${cause.message ?? cause}`;
      worker.dispatchEvent(new ErrorEvent("error", { message }));
    });
    return worker;
  }

  const compile = (element) => element.href ? compileFetched(element.href) : compileInlined(element);

  async function compileFetched(url) {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    // Plain static storage often serves wasm as application/octet-stream, which streaming refuses.
    const type = response.headers.get("content-type") ?? "";
    if (type.startsWith("application/wasm")) return WebAssembly.compileStreaming(response);
    return WebAssembly.compile(await response.arrayBuffer());
  }

  async function compileInlined(block) {
    const bytes = decodeBase64(block.textContent.trim());
    block.remove();
    const inflated = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    const headers = { "content-type": "application/wasm" };
    return WebAssembly.compileStreaming(new Response(inflated, { headers }));
  }

  function decodeBase64(text) {
    if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
    const binary = atob(text);
    const bytes = new Uint8Array(binary.length);
    for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
    return bytes;
  }

  /** Says in the page why there is no Airflame, and what to do. */
  function fail(sentence, cause) {
    if (cause) console.error("airflame:", cause);
    const alert = document.createElement("p");
    alert.setAttribute("role", "alert");
    alert.textContent = cause ? `${sentence} (${cause.message ?? cause})` : sentence;
    document.getElementById("app").replaceChildren(alert);
  }

  /** The first thing that this browser or this page lacks, as a sentence; nothing if all is there. */
  function missing() {
    if (location.protocol === "file:" && wasm?.href) {
      return "This copy of Airflame must be served over HTTP. Open airflame.html, which lies beside it: that one needs no server.";
    }
    if (typeof WebAssembly !== "object") {
      return "Airflame needs WebAssembly, which is switched off or absent in this browser. Switch it on, or open this page in a current Chromium or Firefox.";
    }
    if (typeof Worker !== "function") {
      return "Airflame reads profiles in a web worker, which this browser does not have. Open this page in a current Chromium or Firefox.";
    }
    if (!wasm?.href && typeof DecompressionStream !== "function") {
      return "This browser is too old to unpack Airflame. Open this page in a current Chromium or Firefox.";
    }
    if (typeof wasm_bindgen !== "function" || !wasm || !workerGlue || !workerWasm) {
      return "A part of Airflame did not load. Reload the page; if that does not help, copy all files of the build to the server again.";
    }
  }

  async function start() {
    const lacking = missing();
    if (lacking) return fail(lacking);
    let module;
    try {
      module = await compile(wasm);
    } catch (cause) {
      return fail("Airflame's program did not load. Reload the page, or open it in a current Chromium or Firefox.", cause);
    }
    // The page must not wait for it, nor share the compiler with it.
    workerModule = compile(workerWasm);
    globalThis.airflame = Object.freeze({ spawnWorker });
    try {
      await wasm_bindgen({ module_or_path: module });
    } catch (cause) {
      fail("Airflame stopped while starting. Reload the page; if it happens again, please report it.", cause);
    }
  }

  start();
})();

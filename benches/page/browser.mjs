// A browser that knows nothing yet: a process and a profile of its own, thrown away after one measurement.
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

import puppeteer from "puppeteer-core";

/** How long one step may take, in ms. */
export const PATIENCE = Number(process.env.AIRFLAME_BENCH_PATIENCE ?? 300) * 1_000;

const OPTIONS = {
  browser: "chrome",
  executablePath: process.env.AIRFLAME_CHROMIUM ?? "/usr/bin/chromium",
  headless: true,
  // A page that is busy for a minute does not answer meanwhile, and is not dead.
  protocolTimeout: 2 * PATIENCE,
  args: [
    // CI is root in a container, where Chromium's sandbox cannot start.
    "--no-sandbox",
    // There is no graphics card to be measured: speedscope's WebGL is drawn by the processor, for all alike.
    "--disable-gpu",
    "--enable-unsafe-swiftshader",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    // Reads memory as it is, and not rounded.
    "--enable-precise-memory-info",
  ],
};

/** How long people take at least to do one thing after another, in ms. */
export const SECOND = 1_000;

export function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

export class ColdBrowser {
  /** What is known of a crash, in words. */
  crash;

  static async start() {
    const self = new ColdBrowser();
    self.browser = await puppeteer.launch(OPTIONS);
    return self;
  }

  /** Opens a page from the disk, with what watches its thread. */
  async open(file) {
    const page = await this.browser.newPage();
    this.page = page;
    this.crashed = new Promise((_, reject) => {
      page.on("error", (error) => {
        this.crash = /crash/i.test(error.message) ? "the tab crashed" : error.message;
        reject(new Error(this.crash));
      });
    });
    // Whoever waits hears of it; where nobody waits, nobody needs to.
    this.crashed.catch(() => {});
    page.setDefaultTimeout(PATIENCE);
    await page.setViewport({ width: 1440, height: 900 });
    await page.evaluateOnNewDocument(watchThread);
    await page.goto(pathToFileURL(file).href);
    return page;
  }

  /** Waits for something, or for the crash of the page. */
  async orCrash(wait) {
    return Promise.race([wait, this.crashed]);
  }

  /** Waits until a function that runs in the page gives something, and gives that. */
  async until(isSo, ...args) {
    const handle = await this.orCrash(this.page.waitForFunction(isSo, { polling: 50 }, ...args));
    return handle.jsonValue();
  }

  /**
   * Chooses a file by the button that opens the dialog, and waits until the page shows it. Says `shown`, the time from the input's `change` event to the
   * end of the frame after the first one that is shown by `isShown`, which runs in the page and may also give a complaint;
   * and `shown_cpu`, the time that processors worked for it.
   */
  async choose({ button, input }, file, isShown, say) {
    // As source text, by the debugger's protocol: no page's policy is asked.
    await this.page.evaluate(`globalThis.benchIsShown = ${isShown}`);
    await this.page.evaluate(watchChoice, input);
    const dialog = await this.openDialog(button);
    await this.longestTask();
    const cpu = await this.cpuTime();
    await this.orCrash(dialog.accept([file]));
    const shown = await this.until(() => globalThis.benchShown ?? false);
    if (typeof shown === "string") throw new Error(shown);
    say("shown", shown);
    say("shown_cpu", (await this.cpuTime()) - cpu);
    say("shown_longest_task", await this.longestTask());
  }

  /** Clicks a button that opens the dialog for files, and gives that when somebody has had time to find one in it. */
  async openDialog(button) {
    const found = await this.orCrash(this.page.waitForSelector(button));
    const [dialog] = await this.orCrash(Promise.all([this.page.waitForFileChooser(), found.click()]));
    await pause(SECOND);
    return dialog;
  }

  /** The longest time that the page's thread was busy with one task since this was last asked; 0 where none took 50 ms. */
  async longestTask() {
    // Tasks are reported in a later one.
    await pause(100);
    return this.orCrash(this.page.evaluate(() => globalThis.benchLongTasks.splice(0).reduce((most, task) => Math.max(most, task), 0)));
  }

  /** The processes of tabs. */
  async renderers() {
    const session = await this.browser.target().createCDPSession();
    const { processInfo } = await session.send("SystemInfo.getProcessInfo");
    await session.detach();
    return processInfo.filter(({ type }) => type === "renderer");
  }

  /** The milliseconds that processors have worked for tabs: far less than what passed means that others had them. */
  async cpuTime() {
    return (await this.renderers()).reduce((sum, { cpuTime }) => sum + cpuTime * 1_000, 0);
  }

  /** The most memory that a process of a tab ever had resident, in bytes: `VmHWM` of Linux. */
  async peakResidentBytes() {
    let most = 0;
    for (const { id } of await this.renderers()) {
      const status = await readFile(`/proc/${id}/status`, "utf8").catch(() => "");
      const found = /^VmHWM:\s+(\d+) kB/m.exec(status);
      if (found) most = Math.max(most, Number(found[1]) * 1024);
    }
    return most;
  }

  /** The bytes of all wasm memories of the page and its workers. A wasm memory never shrinks: what it has is its peak. */
  async wasmBytes() {
    const clients = [await this.page.createCDPSession(), ...this.page.workers().map((worker) => worker.client)];
    const sums = await Promise.all(clients.map(wasmBytesOf));
    return sums.reduce((sum, bytes) => sum + bytes, 0);
  }

  async close() {
    await this.browser.close().catch(() => this.browser.process()?.kill("SIGKILL"));
  }
}

function watchThread() {
  globalThis.benchLongTasks = [];
  const observer = new PerformanceObserver((list) => {
    for (const task of list.getEntries()) globalThis.benchLongTasks.push(task.duration);
  });
  observer.observe({ type: "longtask", buffered: true });
}

function watchChoice(selector) {
  let start;
  const chosen = () => {
    start = performance.now();
    requestAnimationFrame(frame);
  };
  const frame = () => {
    const shown = globalThis.benchIsShown();
    if (typeof shown === "string") globalThis.benchShown = shown;
    else if (!shown) requestAnimationFrame(frame);
    // What was asked for in this frame is painted in this one or the next.
    else requestAnimationFrame(() => setTimeout(() => (globalThis.benchShown = performance.now() - start), 0));
  };
  document.querySelector(selector).addEventListener("change", chosen, { capture: true, once: true });
}

/**
 * The wasm memory of a page or a worker. The glue of wasm-bindgen is a global function of its script, and gives the module's exports
 * when it is called again. To have the debugger look for memories (`Runtime.queryObjects`) lost the tab of large profiles.
 */
async function wasmBytesOf(client) {
  const { result, exceptionDetails } = await client.send("Runtime.evaluate", {
    expression: "wasm_bindgen().then(({ memory }) => memory.buffer.byteLength)",
    awaitPromise: true,
    returnByValue: true,
  });
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  return result.value;
}

// A page with Airflame in it, in the words of its public contract: roles and accessible names.
import { mkdir } from "node:fs/promises";
import path from "node:path";

import { browser } from "./browsers.mjs";
import { dropFiles } from "./drop.mjs";
import { findByRole } from "./find.mjs";
import { Log } from "./log.mjs";
import { OUT } from "./paths.mjs";
import { DESKTOP } from "./viewports.mjs";

/** How long to wait for something to appear, in ms: two cores that also compile are slow at times. */
const PATIENCE = 15_000;
/** Asks by the clock: puppeteer's default, the animation frame, does not come in a tab that the browser throttles. */
const POLLING = { polling: 100 };

export class AppPage {
  /** The page of puppeteer, for what is not wrapped here. */
  page;
  /** What it did: errors, requests, refusals. */
  log;
  /** Its URL as it was opened. */
  address;

  /**
   * Opens an address in a context of its own, so that nothing is remembered from another test. `before` is a function
   * that runs in the page ahead of its own scripts.
   */
  static async open({ browserName, address, scheme = "light", viewport = DESKTOP, before }) {
    const self = new AppPage();
    self.browserName = browserName;
    self.address = address;
    self.context = await (await browser(browserName, scheme)).createBrowserContext();
    self.page = await self.context.newPage();
    self.page.setDefaultTimeout(PATIENCE);
    self.log = new Log(self.page);
    await self.log.watchPolicy();
    await self.page.setViewport(viewport);
    if (browserName === "chromium") {
      await self.page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    }
    if (before) await self.page.evaluateOnNewDocument(before);
    await self.page.goto(address);
    return self;
  }

  async close() {
    await this.context.close();
  }

  /** Waits until Airflame has mounted, or has said why it cannot. */
  async ready() {
    try {
      await this.waitFor(() => document.querySelector("#app")?.childElementCount > 0);
    } catch (cause) {
      throw new Error(`Airflame did not mount; ${await this.loading()}`, { cause });
    }
  }

  /** Waits until a function that runs in the page gives true. */
  async waitFor(isSo, ...args) {
    return this.page.waitForFunction(isSo, POLLING, ...args);
  }

  /** How far the page has come with loading, in words: for failures, so itself it never fails or hangs. */
  async loading() {
    const state = this.page.evaluate(() => {
      const entries = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
      const lines = entries.map(({ name, startTime, responseStart, responseEnd, transferSize, responseStatus }) => {
        const [asked, began, ended] = [startTime, responseStart, responseEnd].map(Math.round);
        return `${name} asked at ${asked}, answer from ${began} to ${ended} ms, ${transferSize} bytes, status ${responseStatus}`;
      });
      return [`at ${Math.round(performance.now())} ms the document is ${document.readyState} and has loaded`, ...lines].join("\n    ");
    });
    const late = new Promise((resolve) => setTimeout(resolve, 3_000, "the page does not answer any more"));
    const loaded = await Promise.race([state.catch((error) => `the page cannot be asked: ${error.message}`), late]);
    return `${loaded}\n  requested:\n    ${this.log.requests.join("\n    ")}`;
  }

  /** Waits for the element with this role and (whole) accessible name; without a name, the first with the role. */
  async byRole(role, name) {
    const end = Date.now() + PATIENCE;
    for (;;) {
      const [found] = await this.allByRole(role, name);
      if (found) return found;
      if (Date.now() > end) throw new Error(`no ${role} ${name ? `named “${name}” ` : ""}appeared; the page says: ${await this.text()}`);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  }

  /** All elements with this role, and name if given, that are there now. */
  async allByRole(role, name) {
    return findByRole(this.page, this.browserName, role, name);
  }

  /** Clicks what has this role and name. */
  async click(role, name) {
    await (await this.byRole(role, name)).click();
  }

  /** The text of an element, or of the whole page. */
  async text(element) {
    if (element) return element.evaluate((node) => node.textContent);
    return this.page.evaluate(() => document.body.innerText);
  }

  /** Waits until the page shows this text anywhere. */
  async waitForText(text) {
    try {
      await this.waitFor((wanted) => document.body.innerText.includes(wanted), text);
    } catch (cause) {
      throw new Error(`“${text}” did not appear; the page says: ${await this.text()}`, { cause });
    }
  }

  /** Chooses files in **Open profiles**. */
  async upload(...files) {
    const input = await this.page.waitForSelector('input[type="file"]');
    await input.uploadFile(...files);
  }

  /** Drops files on the middle of the window, or on `point`. Folders in Chromium only. */
  async drop(files, point) {
    const { width, height } = this.page.viewport();
    await dropFiles(this.page, this.browserName, [files].flat(), point ?? { x: width / 2, y: height / 2 });
  }

  /** Presses keys one after the other: `press("Tab", "Enter")`; with modifiers: `press("Control+k")`. */
  async press(...keys) {
    for (const key of keys) {
      const modifiers = key.split("+").filter(Boolean);
      const last = key.endsWith("+") ? "+" : modifiers.pop();
      for (const modifier of modifiers) await this.page.keyboard.down(modifier);
      await this.page.keyboard.press(last);
      for (const modifier of modifiers.toReversed()) await this.page.keyboard.up(modifier);
    }
  }

  /** Types text into what has the focus. */
  async type(text) {
    await this.page.keyboard.type(text);
  }

  /** Durations in ms of the `performance.measure` entries of a name, for example `airflame:open`. */
  async measures(name) {
    return this.page.evaluate((wanted) => performance.getEntriesByName(wanted, "measure").map((entry) => entry.duration), name);
  }

  /** Writes tests/e2e/out/NAME.png; gives its path. */
  async screenshot(name) {
    await mkdir(OUT, { recursive: true });
    const file = path.join(OUT, `${name.replace(/[^\w.-]+/g, "-")}.png`);
    await this.page.screenshot({ path: file });
    return file;
  }
}

// What a page did that nobody should have to look for: errors, refusals by the policy, requests.
import assert from "node:assert/strict";

/** Everything worth knowing about a page since it was opened. */
export class Log {
  /** Everything on the console, as `type: text`. */
  console = [];
  /** Errors on the console, exceptions that nobody caught, crashes. */
  errors = [];
  /** The URL of every request, in order. */
  requests = [];

  constructor(page) {
    this.page = page;
    page.on("console", (message) => {
      const line = `${message.type()}: ${message.text()}`;
      this.console.push(line);
      if (message.type() === "error") this.errors.push(line);
    });
    page.on("pageerror", (error) => this.errors.push(`exception: ${error.stack ?? error}`));
    page.on("error", (error) => this.errors.push(`crash: ${error}`));
    page.on("request", (request) => this.requests.push(request.url()));
  }

  /** Must be awaited before the page is loaded: counts from the first byte on. */
  async watchPolicy() {
    await this.page.evaluateOnNewDocument(() => {
      globalThis.airflameViolations = [];
      addEventListener("securitypolicyviolation", (event) => {
        globalThis.airflameViolations.push(`${event.effectiveDirective} refused ${event.blockedURI || "inline"}`);
      }, true);
    });
  }

  /** What the policy refused so far, as `directive refused url`. */
  async violations() {
    return this.page.evaluate(() => globalThis.airflameViolations);
  }

  /** Requests that reached for anything outside of the folder of the page. Blobs and data are the page itself. */
  foreignRequests(address) {
    const home = address.startsWith("file:") ? address : new URL("./", address).href;
    return this.requests.filter((url) => !/^(blob|data|about):/.test(url) && !url.startsWith(home));
  }

  /** Fails if the page complained, was refused anything, or reached outside. */
  async assertQuiet(address) {
    assert.deepEqual(this.errors, [], "errors in the page");
    assert.deepEqual(await this.violations(), [], "refusals by the Content-Security-Policy");
    assert.deepEqual(this.foreignRequests(address), [], "requests to elsewhere");
  }
}

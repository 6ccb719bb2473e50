// The same tests for every browser and both artefacts.
import { after, before, describe, it } from "node:test";
import { pathToFileURL } from "node:url";

import { BROWSERS, closeBrowsers } from "./browsers.mjs";
import { AppPage } from "./page.mjs";
import { artefact } from "./paths.mjs";
import { startServer } from "./server.mjs";

/** After how many ms a test is taken to hang. It measures nothing: the slowest takes a tenth on a quiet machine. */
const TIMEOUT = 180_000;

/**
 * Declares the tests of `declare` for {chromium, firefox} × {http: index.html, file: airflame.html}.
 *
 * `declare` gets the target: `{ name, browser, origin, test }`. `test(name, options?, async (page) => …)` opens a page
 * of its own, runs the function, and then fails also if the page logged an error, was refused anything by its policy, or
 * made a request to elsewhere. A test that fails leaves a screenshot in tests/e2e/out/ and prints the console.
 *
 * Options: `viewport`, `scheme` ("light" or "dark"), `fragment` (appended to the URL), `before` (a function
 * that runs in the page ahead of its scripts), `timeout` (ms), `skip` (a reason), and `noisy: true` for a test that
 * provokes errors and looks at `page.log` itself.
 *
 * While at work, AIRFLAME_E2E_ONLY=firefox or =chromium/file leaves out the targets that do not match.
 */
export function forEachTarget(declare) {
  const only = process.env.AIRFLAME_E2E_ONLY ?? "";
  let server;
  before(async () => {
    server = await startServer();
  });
  after(async () => {
    await closeBrowsers();
    server?.stop();
  });
  const addresses = { http: () => server.address, file: () => pathToFileURL(artefact("airflame.html")).href };

  for (const browser of BROWSERS) {
    for (const origin of Object.keys(addresses)) {
      const name = `${browser}/${origin}`;
      if (!name.includes(only)) continue;
      const target = { name, browser, origin };
      target.test = (title, ...rest) => declareTest(target, addresses[origin], title, ...rest);
      describe(name, () => declare(target));
    }
  }
}

function declareTest(target, address, title, ...rest) {
  const work = rest.pop();
  const { timeout = TIMEOUT, skip = false, noisy = false, fragment = "", ...options } = rest.pop() ?? {};
  it(title, { timeout, skip }, async () => {
    const page = await AppPage.open({ browserName: target.browser, address: address() + fragment, ...options });
    try {
      await page.ready();
      await work(page);
      if (!noisy) await page.log.assertQuiet(page.address);
    } catch (error) {
      await report(page, `FAILED ${target.name} ${title}`);
      throw error;
    } finally {
      await page.close();
    }
  });
}

/** Leaves what helps to understand a failure. Itself never fails: the test's own error is the one to be seen. */
async function report(page, name) {
  const file = await page.screenshot(name).catch((error) => `no screenshot (${error.message})`);
  console.error([`${name}: ${file}`, ...page.log.console, ...page.log.errors].join("\n    "));
}

// The browsers, each started once per test file and colour scheme, when the first test asks for it.
import puppeteer from "puppeteer-core";

const LAUNCH = {
  chromium: () => ({
    browser: "chrome",
    executablePath: process.env.AIRFLAME_CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    args: [
      // CI is root in a container, where Chromium's sandbox cannot start.
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  }),
  firefox: (scheme) => ({
    browser: "firefox",
    executablePath: process.env.AIRFLAME_FIREFOX ?? "/usr/bin/firefox-esr",
    headless: true,
    extraPrefsFirefox: {
      // WebDriver BiDi cannot set the scheme of a page, so there is a browser per scheme: 0 is dark, 1 is light.
      "layout.css.prefers-color-scheme.content-override": scheme === "dark" ? 0 : 1,
      "browser.safebrowsing.update.enabled": false,
      "network.captive-portal-service.enabled": false,
      "network.connectivity-service.enabled": false,
    },
  }),
};

/** The names of the browsers that tests run in. */
export const BROWSERS = Object.keys(LAUNCH);

const started = new Map();

/** The browser of this name and scheme, started if it is not. */
export function browser(name, scheme) {
  const key = `${name}, ${scheme}`;
  if (!started.has(key)) started.set(key, puppeteer.launch(LAUNCH[name](scheme)));
  return started.get(key);
}

/** Ends all that were started. */
export async function closeBrowsers() {
  const all = [...started.values()];
  started.clear();
  for (const launched of await Promise.allSettled(all)) await launched.value?.close();
}

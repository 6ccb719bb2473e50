// speedscope: opens a file and waits for its first flame graph.

import { SECOND, pause } from "./browser.mjs";

/** The button that opens the dialog for files, and the input that gets them. */
const CHOOSER = { button: 'label[for="file"]', input: "input#file" };

export async function measureSpeedscope({ browser, page: address, files: [file], say }) {
  const page = await browser.open(address);
  await browser.orCrash(page.waitForSelector(CHOOSER.input));
  // As long as Airflame is left alone; its font and its canvas come a little later than its page.
  await pause(SECOND);
  await page.evaluate(() => {
    globalThis.benchCanvases = document.querySelectorAll("canvas").length;
    globalThis.alert = (text) => (globalThis.benchAlert = text);
  });
  await browser.choose(CHOOSER, file, isShown, say);
  const { JSHeapUsedSize } = await page.metrics();
  say("heap_bytes", JSHeapUsedSize);
  say("shown_resident_bytes", await browser.peakResidentBytes());
}

/** The title names the profile then, and the graph has put its own canvas over the one that was there from the beginning. */
function isShown() {
  if (globalThis.benchAlert) return `it says: ${globalThis.benchAlert}`;
  if (document.body.textContent.includes("Something went wrong")) return "it says: Something went wrong";
  return document.title !== "speedscope" && document.querySelectorAll("canvas").length > globalThis.benchCanvases;
}

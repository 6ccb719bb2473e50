// speedscope: opens a file and waits for its first flame graph.

export async function measureSpeedscope({ browser, page: address, files: [file], say }) {
  const page = await browser.open(address);
  await browser.orCrash(page.waitForSelector("input#file"));
  // As long as Airflame is left alone; its font and its canvas come a little later than its page.
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  await page.evaluate(() => {
    globalThis.benchCanvases = document.querySelectorAll("canvas").length;
    globalThis.alert = (text) => (globalThis.benchAlert = text);
  });
  await browser.choose("input#file", file, isShown, say);
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

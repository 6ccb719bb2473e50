// speedscope: opens a file and waits for its first flame graph.

export async function measureSpeedscope({ browser, page: address, files: [file], say }) {
  const page = await browser.open(address);
  page.on("dialog", (dialog) => dialog.dismiss());
  const chooser = await browser.orCrash(page.waitForSelector("input#file"));
  // Its font and its canvas come a little later than its page.
  await new Promise((resolve) => setTimeout(resolve, 500));
  await browser.longestTask();
  await page.evaluate(watchOpening);
  const cpu = await browser.cpuTime();
  await browser.orCrash(chooser.uploadFile(file));
  const duration = await browser.until(() => globalThis.benchOpened ?? false);
  if (typeof duration === "string") throw new Error(duration);
  say("open_cpu", (await browser.cpuTime()) - cpu);
  say("open", duration);
  say("open_longest_task", await browser.longestTask());
  const { JSHeapUsedSize } = await page.metrics();
  say("heap_bytes", JSHeapUsedSize);
  say("open_resident_bytes", await browser.peakResidentBytes());
}

/**
 * From the choice of the file to the end of the first frame that shows its flame graph: the title names the profile then, and
 * the graph has put its own canvas over the one that was there from the beginning.
 */
function watchOpening() {
  const before = document.querySelectorAll("canvas").length;
  let start;
  globalThis.alert = (text) => {
    globalThis.benchOpened = `it says: ${text}`;
  };
  document.querySelector("input#file").addEventListener("change", () => (start = performance.now()), { capture: true });
  const look = () => {
    if (document.body.innerText.includes("Something went wrong")) {
      globalThis.benchOpened = "it says: Something went wrong";
    } else if (start !== undefined && document.title !== "speedscope" && document.querySelectorAll("canvas").length > before) {
      // What it asked for in this frame is painted in this one or the next.
      requestAnimationFrame(() => setTimeout(() => (globalThis.benchOpened = performance.now() - start), 0));
    } else {
      requestAnimationFrame(look);
    }
  };
  requestAnimationFrame(look);
}

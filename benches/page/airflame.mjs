// Airflame: opens a file, then does what a user does next. The page measures itself; see docs/benchmarks.md.
import { SECOND, pause } from "./browser.mjs";

/** The measures of an opening. */
const STAGES = ["read", "inflate", "decode", "tree", "open"];
/** What is focused on: the functions of one package. */
const FOCUS = "encoding/json\\.";
/** The button that opens the dialog for files, and the input that gets them. */
const CHOOSER = { button: ".open-input", input: 'input[type="file"]' };

/** Opens a file and does nothing more. Gives the page and where files are chosen. */
export async function openAirflame({ browser, page: address, files: [file], say }) {
  const page = await browser.open(address);
  await browser.until(() => document.querySelector("#app")?.childElementCount > 0);
  await page.evaluate(listen);
  await pause(SECOND);
  await browser.choose(CHOOSER, file, isShown, say);
  for (const stage of STAGES) say(stage, await last(page, stage));
  // The table is made behind the picture.
  await pause(SECOND + (await last(page, "open")));
  say("shown_wasm_bytes", await browser.wasmBytes());
  say("shown_resident_bytes", await browser.peakResidentBytes());
  return page;
}

/** Opens a file and does what users do next: once each, in a profile that was not touched before. */
export async function measureAirflame({ browser, page: address, files: [file, later], say }) {
  const page = await openAirflame({ browser, page: address, files: [file], say });
  await act(browser, say, "metric", "metric", await clickOn(page, "[role=radio]", "alloc_space"));
  await act(browser, say, "filter", "filter", await addFocus(page));
  await act(browser, say, "unfilter", "filter", await clickOn(page, "button", "Reset filters"));
  await frames(browser, page, say);
  if (later) {
    await (await browser.openDialog(CHOOSER.button)).accept([later]);
    await measured(browser, "open", 1);
    await act(browser, say, "diff", "diff", await chooseBase(page));
    await act(browser, say, "swap", "diff", await clickOn(page, "button", "Swap base and target"));
  }
  say("wasm_bytes", await browser.wasmBytes());
  say("resident_bytes", await browser.peakResidentBytes());
}

/** Does the last step of something prepared a second after what was done before, waits until the page has measured it, and says how long it and the longest task took. */
async function act(browser, say, name, measure, work) {
  const before = await count(browser.page, measure);
  await pause(SECOND);
  await browser.longestTask();
  await work();
  await measured(browser, measure, before);
  say(name, await last(browser.page, measure));
  say(`${name}_longest_task`, await browser.longestTask());
}

/** Waits for a measure more than there were, or for what the page has to say against it. */
async function measured(browser, measure, before) {
  const said = await browser.until((name, before) => {
    return performance.getEntriesByName(name, "measure").length > before || globalThis.benchComplaint();
  }, `airflame:${measure}`, before);
  if (said !== true) throw new Error(said);
}

/** Lets the page tell what it complains of; false where it does not. */
function listen() {
  globalThis.benchComplaint = () => {
    const alert = [...document.querySelectorAll("[role=alert]")].map((alert) => alert.innerText.trim()).find(Boolean);
    return alert ? `it says: ${alert}` : false;
  };
}

/** A flame graph was painted, or a complaint was made. */
function isShown() {
  return performance.getEntriesByName("airflame:open", "measure").length > 0 || globalThis.benchComplaint();
}

function count(page, measure) {
  return page.evaluate((name) => performance.getEntriesByName(name, "measure").length, `airflame:${measure}`);
}

function last(page, measure) {
  return page.evaluate((name) => performance.getEntriesByName(name, "measure").at(-1)?.duration ?? NaN, `airflame:${measure}`);
}

/** Zooms and pans by wheel and by hand, and says the 95th percentile of the frames' scripts. */
async function frames(browser, page, say) {
  const canvas = await page.waitForSelector("canvas[tabindex]");
  const { x, y, width, height } = await canvas.boundingBox();
  const middle = { x: x + width * 0.4, y: y + height * 0.4 };
  await page.evaluate(() => performance.clearMeasures("airflame:frame"));
  await browser.longestTask();
  await page.mouse.move(middle.x, middle.y);
  await page.keyboard.down("Control");
  for (let turn = 0; turn < 30; turn += 1) await turnWheel(page, { deltaY: -120 });
  await page.keyboard.up("Control");
  for (let turn = 0; turn < 20; turn += 1) await turnWheel(page, { deltaY: turn < 10 ? 60 : -60 });
  await page.mouse.down();
  for (let step = 1; step <= 60; step += 1) {
    await page.mouse.move(middle.x + 200 * Math.sin(step / 6), middle.y + 60 * Math.sin(step / 9));
    await pause(16);
  }
  await page.mouse.up();
  await page.keyboard.down("Control");
  for (let turn = 0; turn < 30; turn += 1) await turnWheel(page, { deltaY: 120 });
  await page.keyboard.up("Control");
  // A drag that is let go glides on, and the last tile comes.
  await pause(500);
  const scripts = await page.evaluate(() => performance.getEntriesByName("airflame:frame", "measure").map((entry) => entry.duration));
  scripts.sort((a, b) => a - b);
  say("frames", scripts.length);
  say("frame_p50", percentile(scripts, 0.5));
  say("frame_p95", percentile(scripts, 0.95));
  say("frame_longest_task", await browser.longestTask());
}

async function turnWheel(page, delta) {
  await page.mouse.wheel(delta);
  await pause(16);
}

function percentile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/** Finds what has this text or label. By selectors: asking for roles makes the browser work. */
async function find(page, selector, name) {
  const isIt = (selector, name) => [...document.querySelectorAll(selector)].find((one) =>
    [one.ariaLabel, one.labels?.[0]?.textContent, one.textContent].some((text) => text?.trim() === name));
  const found = await page.waitForFunction(isIt, { polling: 50 }, selector, name);
  return found.asElement();
}

/** Gives what clicks on something. */
async function clickOn(page, selector, name) {
  const found = await find(page, selector, name);
  return () => found.click();
}

/** Gives what chooses the first option whose text is wanted. */
async function choose(page, name, isWanted) {
  const select = await find(page, "select", name);
  const options = await select.$$eval("option", (options) => options.map(({ value, textContent }) => [value, textContent]));
  const [value] = options.find(([, text]) => isWanted(text));
  return () => select.select(value);
}

/** Writes a focus into its field; gives what adds it. */
async function addFocus(page) {
  await (await choose(page, "Filter", (text) => text.startsWith("focus")))();
  const field = await find(page, "input", "Filter pattern");
  await field.focus();
  await page.keyboard.sendCharacter(FOCUS);
  return () => page.keyboard.press("Enter");
}

/** Gives what sets the file that was opened first as base. */
function chooseBase(page) {
  return choose(page, "Base", (text) => text !== "None");
}

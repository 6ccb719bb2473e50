// What a user of Airflame does, in words: used by all tests of the page.
import assert from "node:assert/strict";

import { fixture } from "./harness/index.mjs";

/** A profile of tests/profiles, by its path there. */
export const profile = (name) => fixture(`tests/profiles/${name}`);

/** Waits until a flame graph of this profile is painted: the status line names it, and its measure is there. */
export async function opened(page, name) {
  await status(page, (text) => text.includes(name));
  await page.waitFor(() => performance.getEntriesByName("airflame:open", "measure").length > 0);
}

/** Waits for the status line to be as wanted, and gives it. */
export async function status(page, isWanted) {
  return eventually(async () => {
    const [line] = await page.allByRole("status");
    const text = line ? await page.text(line) : "";
    assert.ok(isWanted(text), `the status line says: ${text}`);
    return text;
  });
}

/** Repeats an assertion until it holds, at most for some seconds. */
export async function eventually(assertion, patience = 10_000) {
  const end = Date.now() + patience;
  for (;;) {
    try {
      return await assertion();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** Opens profiles with the picker and waits for the flame graph of the last. */
export async function open(page, ...names) {
  await page.upload(...names.map(profile));
  await opened(page, names.at(-1).split("/").at(-1));
}

/** The rows of the table of functions that are here, each as an object by column. */
export async function rows(page) {
  const grid = await page.byRole("grid", "Top functions");
  return grid.evaluate((grid) => {
    const text = (node) => node.textContent.trim();
    const heads = [...grid.querySelectorAll("[role=columnheader]")].map((head) => text(head).replace(/ [↓↑]$/, ""));
    return [...grid.querySelectorAll("[role=row]:has([role=gridcell])")].map((row) => {
      const cells = [...row.querySelectorAll("[role=gridcell]")];
      return Object.fromEntries(cells.map((cell, index) => [heads[index], text(cell)]));
    });
  });
}

/** The exact values of a column, which the cells tell on hover. */
export async function exactValues(page, column) {
  const grid = await page.byRole("grid", "Top functions");
  return grid.evaluate((grid, column) => {
    const heads = [...grid.querySelectorAll("[role=columnheader]")].map((head) => head.textContent.trim().replace(/ [↓↑]$/, ""));
    const index = heads.indexOf(column);
    const all = [...grid.querySelectorAll("[role=row]:has([role=gridcell])")];
    return all.map((row) => Number(row.querySelectorAll("[role=gridcell]")[index].title));
  }, column);
}

/** Chooses an option of a select by what it shows. */
export async function choose(page, label, optionText) {
  const select = await page.byRole("combobox", label);
  const value = await select.evaluate((select, text) => {
    const option = [...select.options].find((option) => option.textContent === text) ?? [...select.options].find((option) => option.textContent.startsWith(text));
    return option?.value;
  }, optionText);
  assert.notEqual(value, undefined, `${label} has no option ${optionText}`);
  await select.select(value);
}

/** What a select shows. */
export async function chosen(page, label) {
  const select = await page.byRole("combobox", label);
  return select.evaluate((select) => select.selectedOptions[0].textContent);
}

/** The name of the checked metric. */
export async function metric(page) {
  return page.page.$eval('[role=radiogroup] [role=radio][aria-checked="true"]', (radio) => radio.textContent.trim());
}

/** Chooses a metric and waits until it is shown. */
export async function switchMetric(page, name) {
  await page.click("radio", name);
  await status(page, (text) => text.includes(name));
}

/** What the live region says of the selected frame. */
export async function selectedFrame(page) {
  return page.page.$eval('[aria-live="polite"]', (region) => region.textContent);
}

/** Walks to a frame with the keys, and waits until it is selected. */
export async function walk(page, key, isWanted) {
  await page.page.focus("canvas[tabindex]");
  await page.press(key);
  return eventually(async () => {
    const says = await selectedFrame(page);
    assert.ok(isWanted(says), `selected: ${says}`);
    return says;
  });
}

/** Keeps what the canvas shows under a name, for `difference`. */
export async function keepPicture(page, name) {
  await stillPicture(page);
  await page.page.evaluate((name) => {
    const canvas = document.querySelector("canvas[tabindex]");
    globalThis.kept = { ...globalThis.kept, [name]: canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height) };
  }, name);
}

/** Which share of the canvas differs from a kept picture. */
export async function difference(page, name) {
  await stillPicture(page);
  return page.page.evaluate((name) => {
    const canvas = document.querySelector("canvas[tabindex]");
    const before = globalThis.kept[name];
    const now = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    if (before.width !== now.width || before.height !== now.height) return 1;
    const [one, other] = [before.data, now.data];
    const differs = (at) => Math.abs(one[at] - other[at]) > 8;
    let differing = 0;
    for (let at = 0; at < other.length; at += 4) if (differs(at) || differs(at + 1) || differs(at + 2)) differing += 1;
    return (differing * 4) / other.length;
  }, name);
}

/** What a canvas shows, as a hash of its pixels. The browser's own, for Firefox compiles no loop that a test brings in. */
export async function picture(page) {
  return page.page.evaluate(async () => {
    const canvas = document.querySelector("canvas[tabindex]");
    const { width, height } = canvas;
    const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
    const hash = new Uint32Array(await crypto.subtle.digest("SHA-1", data));
    return `${width}x${height} ${hash.join(" ")}`;
  });
}

/** The picture once it has come to rest. */
export async function stillPicture(page) {
  let before = await picture(page);
  return eventually(async () => {
    await new Promise((resolve) => setTimeout(resolve, 120));
    const now = await picture(page);
    const still = now === before;
    before = now;
    assert.ok(still, "the flame graph still moves");
    return now;
  });
}

/** The texts of all alerts. */
export async function alerts(page) {
  return Promise.all((await page.allByRole("alert")).map((alert) => page.text(alert)));
}

/** Types a filter and adds it by Enter. */
export async function addFilter(page, variable, pattern) {
  await choose(page, "Filter", variable);
  const field = await page.byRole("textbox", "Filter pattern");
  await field.evaluate((field) => field.select());
  await field.focus();
  await page.type(pattern);
  await page.press("Enter");
}

/** What the chips of the filters say. */
export async function chips(page) {
  return page.page.$$eval(".chips > li", (chips) => chips.map((chip) => chip.innerText.replace(/\s+/g, " ").trim()));
}

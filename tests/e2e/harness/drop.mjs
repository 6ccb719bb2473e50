// Dropping files onto the page, as far as each browser can be made to.
import { readFile, stat } from "node:fs/promises";
import path from "node:path";

const TYPES = ["dragEnter", "dragOver", "drop"];

/**
 * Drops files at a point of the page.
 *
 * Chromium gets a real drag from outside, which may carry folders. Firefox has no way to be told of one: there the page
 * gets events that hold `File`s with the same names and bytes, and no folders.
 */
export async function dropFiles(page, browserName, files, point) {
  if (browserName === "chromium") return dropInChromium(page, files, point);
  const contents = [];
  for (const file of files) {
    if ((await stat(file)).isDirectory()) throw new Error(`${file} is a folder; only Chromium can be made to drop one`);
    contents.push({ name: path.basename(file), base64: (await readFile(file)).toString("base64") });
  }
  await page.evaluate(dispatchInPage, contents, point);
}

async function dropInChromium(page, files, { x, y }) {
  const session = await page.createCDPSession();
  const data = { items: [], files, dragOperationsMask: 1 };
  for (const type of TYPES) await session.send("Input.dispatchDragEvent", { type, x, y, data });
  await session.detach();
}

function dispatchInPage(contents, { x, y }) {
  const dataTransfer = new DataTransfer();
  for (const { name, base64 } of contents) {
    const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
    dataTransfer.items.add(new File([bytes], name));
  }
  const target = document.elementFromPoint(x, y) ?? document.documentElement;
  for (const type of ["dragenter", "dragover", "drop"]) {
    const options = { bubbles: true, cancelable: true, composed: true, clientX: x, clientY: y, dataTransfer };
    target.dispatchEvent(new DragEvent(type, options));
  }
}

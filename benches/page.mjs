// Opens one file once, in a browser that was just started, and prints what that took: for `cargo xtask bench`.
//
//   node benches/page.mjs airflame PAGE FILE [LATER]     LATER is a later snapshot of the same program, to compare with
//   node benches/page.mjs airflame-open PAGE FILE        opens it, and does nothing more
//   node benches/page.mjs speedscope PAGE FILE
//
// One line per number: its name, a tab, the number; milliseconds, but for names that end with `_bytes`. The line `failed`
// says in words what went wrong; the numbers before it were measured all the same.
import path from "node:path";

import { ColdBrowser } from "./page/browser.mjs";
import { measureAirflame, openAirflame } from "./page/airflame.mjs";
import { measureSpeedscope } from "./page/speedscope.mjs";

const SUBJECTS = { airflame: measureAirflame, "airflame-open": openAirflame, speedscope: measureSpeedscope };

const [subject, page, ...files] = process.argv.slice(2);
if (!SUBJECTS[subject] || !page || files.length === 0) {
  console.error("node benches/page.mjs airflame|airflame-open|speedscope PAGE FILE [LATER]");
  process.exit(2);
}

const say = (name, value) => console.log(`${name}\t${value}`);
const browser = await ColdBrowser.start();
try {
  await SUBJECTS[subject]({ browser, page: path.resolve(page), files: files.map((file) => path.resolve(file)), say });
} catch (error) {
  say("failed", browser.crash ?? error.message.replace(/\s+/g, " "));
} finally {
  await browser.close();
}

// Copy as text: what `go tool pprof` prints, to the byte, and the command that prints it.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

import { forEachTarget } from "./harness/index.mjs";
import { addFilter, alerts, choose, eventually, open, profile, status, walk } from "./app.mjs";

/** Waits until the report is as wanted. */
async function report(page, isWanted) {
  return eventually(async () => {
    const [region] = await page.allByRole("region", "Report text");
    const text = region ? await page.text(region) : "";
    assert.ok(isWanted(text), text.slice(0, 400));
    return text;
  });
}

const command = (page) => page.page.$eval("dialog code", (code) => code.textContent);

forEachTarget(({ test }) => {
  test("prints what pprof prints", async (page) => {
    await open(page, "leaky-rate4096/heap-6.pb.gz");
    await page.click("button", "Copy as text");
    await page.byRole("dialog", "Text report");
    const stored = await readFile(profile("leaky-rate4096/oracle/heap-6/top.default.txt"), "utf8");
    assert.equal(await report(page, (text) => text.startsWith("File:")), stored);
    assert.equal(await command(page), "go tool pprof -top -sample_index=inuse_space heap-6.pb.gz");
    await page.click("button", "Copy");
    await page.byRole("button", "Copied");
    await page.press("Escape");
    await eventually(async () => assert.deepEqual(await page.allByRole("dialog"), []));
  });

  test("prints the whole profile, byte by byte", async (page) => {
    await open(page, "oddproto/v13-inlined.pb.gz");
    await page.click("button", "Copy as text");
    await choose(page, "Report", "raw");
    const stored = await readFile(profile("oddproto/oracle/v13-inlined/raw.txt"), "utf8");
    assert.equal(await report(page, (text) => text.startsWith("PeriodType")), stored);
  });

  test("prints all kinds of report", async (page) => {
    await open(page, "oddproto/v14-labels.pb.gz");
    await page.click("button", "Copy as text");
    for (const [kind, sign] of [["tree", /flat%.*calls calls%/s], ["traces", /-----------\+--------/], ["tags", /tenant: Total/], ["comments", /^$/]]) {
      await choose(page, "Report", kind);
      await eventually(async () => {
        const [region] = await page.allByRole("region", "Report text");
        assert.match(region ? await page.text(region) : "not there", sign, kind);
        assert.match(await command(page), new RegExp(`^go tool pprof -${kind} `));
      });
    }
    for (const kind of ["peek", "list"]) {
      assert.ok(await page.page.$eval(`#report option[value=${kind}]`, (option) => option.disabled), kind);
    }
  });

  test("prints the selected function's callers, with the filters, and says why there is no source", async (page) => {
    await open(page, "leaky-rate4096/heap-6.pb.gz");
    await addFilter(page, "hide", "SetMap Index|SetMapIndex");
    await status(page, (text) => text.includes("hide="));
    await walk(page, "ArrowDown", (says) => says.startsWith("net/http.(*conn).serve"));
    await page.click("button", "Copy as text");
    await choose(page, "Report", "peek");
    await report(page, (text) => text.includes("hide=SetMap Index|SetMapIndex") && text.includes("| net/http.(*conn).serve"));
    assert.equal(
      await command(page),
      String.raw`go tool pprof -peek='^net/http\.\(\*conn\)\.serve$' -sample_index=inuse_space -hide='SetMap Index|SetMapIndex' heap-6.pb.gz`,
    );
    await choose(page, "Report", "list");
    await eventually(async () => assert.match(await page.page.$eval("dialog", (dialog) => dialog.textContent), /net\/http\.\(\*conn\)\.serve.*server\.go|Error/s));
    assert.ok((await alerts(page)).length <= 1);
  });
});

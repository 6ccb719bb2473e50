// Narrowing the view down as pprof's `-focus`, `-ignore`, `-hide`, … do, and taking it back.
import assert from "node:assert/strict";

import { forEachTarget } from "./harness/index.mjs";
import { addFilter, alerts, chips, choose, chosen, eventually, exactValues, open, profile, rows, status, walk } from "./app.mjs";

const HEAP = "leaky-rate4096/heap-1.pb.gz";

/** Waits until the first rows of the table are as wanted, and gives all. */
async function table(page, isWanted) {
  return eventually(async () => {
    const all = await rows(page);
    assert.ok(all.length > 0 && isWanted(all), JSON.stringify(all[0]));
    return all;
  });
}

/** What the field of the pattern says is wrong with it; empty where nothing is. */
async function fieldProblem(page) {
  const field = await page.byRole("textbox", "Filter pattern");
  return field.evaluate((field) => {
    const said = document.getElementById(field.getAttribute("aria-describedby"));
    if (field.getAttribute("aria-invalid") !== "true" || said?.getAttribute("role") !== "alert") return "";
    return said.textContent;
  });
}

forEachTarget(({ test }) => {
  test("focuses, and shows pprof's shares of all and of what is left", async (page) => {
    await open(page, HEAP);
    await page.click("tab", "Top");
    await addFilter(page, "focus", "handleSession");
    await status(page, (text) => /focus=handleSession · \d+ of \d+ samples/.test(text));
    assert.deepEqual(await chips(page), ["focus handleSession"]);
    // go tool pprof -top -unit=B -focus=handleSession, and the same with -relative_percentages
    const is = (share) => ([first, second]) => first.Name === "reflect.mapassign_faststr0" && first["Flat%"] === share && second;
    await table(page, (all) => is("49.02%")(all) && !all.some((row) => row.Name.includes("store.(*drv).Open")));
    assert.equal((await exactValues(page, "Flat"))[0], 1980867);
    await eventually(async () => assert.equal((await page.measures("airflame:filter")).length, 1));
    await page.click("checkbox", "Relative percentages");
    await table(page, is("62.28%"));
    await eventually(async () => assert.equal((await page.measures("airflame:filter")).length, 2));
    assert.match(page.page.url(), /&rel=t&f=handleSession$/);
  });

  test("adds up what leaves out, replaces what focuses, and takes each back", async (page) => {
    await open(page, HEAP);
    for (const [variable, pattern] of [["focus", "serve"], ["ignore", "sql"], ["focus", "handleSession|store"], ["ignore", "Begin"]]) {
      await addFilter(page, variable, pattern);
      await status(page, (text) => text.includes(`${variable}=${pattern}`));
    }
    assert.deepEqual(await chips(page), ["ignore sql", "focus handleSession|store", "ignore Begin"]);
    await page.click("button", "Remove ignore sql");
    await status(page, (text) => !text.includes("ignore=sql"));
    assert.deepEqual(await chips(page), ["focus handleSession|store", "ignore Begin"]);
    await page.click("button", "Undo");
    await status(page, (text) => text.includes("ignore=sql"));
    await page.click("button", "Reset filters");
    await status(page, (text) => !text.includes("samples"));
    assert.deepEqual(await chips(page), []);
    await page.click("button", "Undo");
    await status(page, (text) => text.includes("ignore=sql") && text.includes("focus=handleSession|store"));
  });

  for (const [what, pattern, said] of [["wrong", "ser(ve", /missing closing \)|unclosed|\)/], ["without a match", "no_such_name", /no_such_name.*matches nothing/s]]) {
    test(`says at the field that a filter is ${what}, and keeps the view`, async (page) => {
      await open(page, HEAP);
      await page.click("tab", "Top");
      await addFilter(page, "ignore", "sql");
      await status(page, (text) => text.includes("ignore=sql"));
      const before = await table(page, (all) => all.length > 10);
      await addFilter(page, "focus", pattern);
      await eventually(async () => assert.match(await fieldProblem(page), said));
      assert.equal((await alerts(page)).length, 1, "it is said once, at the field");
      assert.deepEqual(await chips(page), ["ignore sql"]);
      assert.deepEqual(await rows(page), before);
      const field = await page.byRole("textbox", "Filter pattern");
      assert.equal(await field.evaluate((field) => field.value), pattern);
      await field.focus();
      await page.press("End", "Backspace");
      await eventually(async () => assert.equal(await fieldProblem(page), ""));
      assert.deepEqual(await alerts(page), []);
    });
  }

  test("counts inlined frames or not", async (page) => {
    await open(page, HEAP);
    await page.click("tab", "Top");
    // go tool pprof -top -unit=B prints 160823B for the one, and with -noinlines 121945B for the other.
    const flat = async (name) => (await exactValues(page, "Flat"))[(await rows(page)).findIndex((row) => row.Name.startsWith(name))];
    await eventually(async () => assert.equal(await flat("bufio.NewWriterSize"), 160823));
    await page.click("checkbox", "Inlined frames");
    await eventually(async () => assert.equal(await flat("net/http.newBufioWriterSize"), 121945));
    assert.equal(await flat("bufio.NewWriterSize"), undefined);
    await page.click("checkbox", "Inlined frames");
    await eventually(async () => assert.equal(await flat("bufio.NewWriterSize"), 160823));
  });

  test("narrows down to the selected function", async (page) => {
    await open(page, HEAP);
    await walk(page, "ArrowDown", (says) => says.startsWith("net/http.(*conn).serve"));
    await page.click("button", "Focus");
    await status(page, (text) => text.includes(String.raw`focus=^net/http\.\(\*conn\)\.serve$`));
    await page.click("button", "Hide");
    await status(page, (text) => text.includes("hide=^net/http"));
    await walk(page, "ArrowDown", (says) => !says.startsWith("net/http.(*conn).serve"));
  });

  test("marks the filters that match nothing in another profile", async (page) => {
    await open(page, "leaky-rate4096/heap-6.pb.gz");
    await addFilter(page, "hide", "SetMapIndex");
    await status(page, (text) => text.includes("hide=SetMapIndex"));
    await page.upload(profile("leaky-rate4096/goroutine-6.pb.gz"));
    await status(page, (text) => text.startsWith("goroutine-6"));
    await eventually(async () => assert.deepEqual(await chips(page), ["hide SetMapIndex matches nothing here"]));
  });

  test("remembers filters and options in the address", async (page) => {
    const goTo = async (fragment) => {
      await page.page.goto(`${page.address}#${fragment}`);
      await page.page.reload();
      await page.ready();
      await open(page, HEAP);
    };
    await goTo("v=1&view=top&g=lines&noinlines=t&f=handleSession&i=a%26b");
    assert.deepEqual(await chips(page), []);
    await eventually(async () => assert.match((await alerts(page)).join(), /removed: .*ignore a&b/s));
    await goTo("v=1&view=top&g=lines&noinlines=t&f=handleSession");
    await eventually(async () => assert.deepEqual(await chips(page), ["focus handleSession"]));
    assert.equal(await chosen(page, "Granularity"), "Lines");
    const checkbox = await page.byRole("checkbox", "Inlined frames");
    assert.equal(await checkbox.evaluate((box) => box.checked), false);
    await table(page, ([first]) => /\.go:\d+/.test(first.Name));
    await choose(page, "Granularity", "Functions");
    await eventually(async () => assert.match(page.page.url(), /#v=1&view=top&noinlines=t&f=handleSession$/));
    await goTo("v=1&f=(");
    await eventually(async () => assert.match((await alerts(page)).join(), /removed: focus \(/));
    assert.deepEqual(await chips(page), []);
  });

  test("shows all callers and callees with the numbers of -peek", async (page) => {
    await open(page, "leaky-rate4096/heap-6.pb.gz");
    await page.click("tab", "Top");
    await table(page, (all) => all.length > 10);
    await page.page.$$eval("[role=columnheader] button", (buttons) => buttons.find((button) => button.textContent.startsWith("Cum")).click());
    await table(page, ([first]) => first.Name === "net/http.(*conn).serve");
    await page.page.$$eval("[role=gridcell] button", (buttons) => buttons.find((button) => button.textContent === "encoding/json/v2.Unmarshal").click());
    const edges = async (name) => (await page.byRole("table", name)).evaluate((table) =>
      [...table.querySelectorAll("tbody tr")].map((row) => [...row.children].map((cell) => cell.textContent.trim())));
    // go tool pprof -peek='^encoding/json/v2\.Unmarshal$' prints 18582.92kB 100%, 4.14kB 0.022% and 18587.06kB 100%.
    await eventually(async () => {
      assert.deepEqual(await edges("All callers"), [["json.Unmarshal", "18.15MB", "100%"], ["json.(*Decoder).Decode", "4.14kB", "0.022%"]]);
      assert.deepEqual(await edges("All callees"), [["v2.unmarshalDecode", "18.15MB", "100%"]]);
    });
    await (await page.byRole("table", "All callees")).$eval("button", (button) => button.click());
    await eventually(async () => assert.deepEqual((await edges("All callers"))[0], ["v2.Unmarshal", "18.15MB", "100%"]));
  });
});

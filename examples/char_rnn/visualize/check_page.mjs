// SPDX-License-Identifier: BSD-3-Clause
// check_page.mjs BROWSER FOLDER: opens FOLDER/report.html and compares it with FOLDER/shown.txt, activations and eval.json.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

const [executablePath, folder] = process.argv.slice(2);
const text = Array.from(readFileSync(`${folder}/shown.txt`, "utf8"));
const activations = readFileSync(`${folder}/activations`, "utf8").trim().split("\n").map(Number);
const evaluation = JSON.parse(readFileSync(`${folder}/eval.json`, "utf8")).parts[0];
const address = `file://${folder}/report.html`;

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
const troubles = [];
const requests = [];
page.on("console", (m) => m.type() === "error" && troubles.push(m.text()));
page.on("pageerror", (e) => troubles.push(String(e)));
page.on("request", (r) => r.url().startsWith("data:") || requests.push(r.url()));

const letter = (t) => page.locator(".letter").nth(t);
const style = (locator, name) => locator.evaluate((e, n) => getComputedStyle(e)[n], name);
const chosen = async () => Object.fromEntries(new URLSearchParams(new URL(page.url()).hash.slice(1)));

// [red, green, blue, alpha] of a letter.
async function colour(t) {
  const parts = (await style(letter(t), "backgroundColor")).match(/[\d.]+/g).map(Number);
  return parts.length === 3 ? [...parts, 1] : parts;
}

async function checkColours(low, high) {
  for (const t of [0, 41, text.length - 1]) {
    const [red, green, blue, alpha] = await colour(t);
    const h = activations[t];
    assert.ok(Math.abs(alpha - Math.abs(h)) < 0.012, `letter ${t}: h is ${h}, but the colour's strength is ${alpha}`);
    if (alpha > 0.02) {
      assert.deepEqual([red, green, blue], h < 0 ? low : high, `letter ${t}: h is ${h}`);
    }
  }
}

async function checkText() {
  const marks = { "↵": "\n", "⇥": "\t" };
  const shown = await page.locator(".letter").allTextContents();
  const read = shown.map((s) => marks[s] ?? s.replace(/^◌(?=\p{M})/u, "")).map((s, t) => (s === "�" ? text[t] : s));
  assert.deepEqual(read, text.map((c) => (c === "\u200b" ? "∅" : c)), "the page shows another text");
  assert.equal(await page.locator("script").count(), 2);
  assert.equal(await page.locator("img, #text b").count(), 0, "the text has become markup");
}

async function checkUnits() {
  await page.goto(`${address}#layer=2&value=h&unit=3&view=predictions&palette=green`);
  await page.reload();
  assert.equal(activations.length, text.length);
  assert.ok(activations.some((h) => Math.abs(h) > 0.05), "the unit does nothing, so nothing is compared");
  await checkColours([74, 144, 255], [56, 190, 96]);
  await page.locator("#palette").selectOption("orange");
  await checkColours([64, 132, 220], [240, 150, 40]);
  assert.equal((await chosen()).palette, "orange");
}

async function checkKeys() {
  await page.locator("h1").click();
  await page.keyboard.press("ArrowRight");
  assert.equal((await chosen()).unit, "4");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Shift+ArrowDown");
  assert.deepEqual([(await chosen()).layer, (await chosen()).value], ["1", "h"]);
  await page.keyboard.press("ArrowDown");
  assert.deepEqual([(await chosen()).value, (await chosen()).unit], ["c", "3"]);
  await page.locator("#unit").fill("17");
  await page.locator("#unit").press("Enter");
  await page.locator("#value").selectOption("f");
  assert.deepEqual([(await chosen()).value, (await chosen()).unit], ["f", "17"]);
  await page.reload();
  assert.equal(await page.locator("#unit").inputValue(), "17", "the address does not keep the choice");
}

async function checkProbabilities() {
  const next = await page.evaluate(() => Array.from(next));
  assert.equal(next.length, text.length - 1);
  const nats = next.reduce((sum, p) => sum - Math.log(p), 0) / next.length;
  assert.ok(Math.abs(nats - evaluation.nats) < 1e-4, `${nats} nats here, ${evaluation.nats} in eval`);
  await letter(7).hover();
  const told = await page.locator("#detail").innerText();
  assert.ok(told.includes(`${(100 * next[6]).toFixed(2)} %`), `${told}: the probability is ${next[6]}`);
  const guesses = await page.evaluate(() => Array.from(probability.slice(7 * guesses, 8 * guesses)));
  assert.ok(guesses.length === 5 && guesses.every((p, k) => k === 0 || p <= guesses[k - 1]), "the guesses are not in order");
  for (const p of guesses) {
    assert.ok(told.includes(`${(100 * p).toFixed(2)} %`), `${told}: a guess has ${p}`);
  }
}

async function checkWalk() {
  await page.locator("#text").focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  assert.match(await page.locator("#detail").innerText(), /letter 3: s/); // </script>
}

async function checkViews() {
  assert.equal(await style(page.locator(".guess").first(), "display"), "block");
  await page.locator("#view").selectOption("text");
  assert.equal(await style(page.locator(".guess").first(), "display"), "none");
  const light = await style(page.locator("body"), "backgroundColor");
  await page.emulateMedia({ colorScheme: "dark" });
  assert.notEqual(await style(page.locator("body"), "backgroundColor"), light);
  await page.emulateMedia({ media: "print" });
  assert.equal(await style(page.locator("#controls"), "display"), "none");
  await page.emulateMedia({ media: "screen", colorScheme: "light" });
}

async function checkSections() {
  assert.equal(await page.locator("#loss svg path").count(), 2);
  assert.ok((await page.locator("#samples details").count()) > 1);
  assert.ok((await page.locator("#flow svg path").count()) >= 8, "a curve for each gate of each layer");
  assert.equal(await page.locator("#norms tbody tr").count(), 8);
}

await page.goto(address);
for (const check of [checkText, checkUnits, checkKeys, checkProbabilities, checkWalk, checkViews, checkSections]) {
  await check();
  console.log(`${check.name}: right`);
}
assert.deepEqual(troubles, [], "the console has errors");
assert.ok(requests.every((url) => url.startsWith(address)), `the page asks for ${requests}`);
await browser.close();

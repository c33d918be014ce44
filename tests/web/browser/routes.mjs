/* Every address of the route table that answers a page: axe-core in light and dark at 1280 and 360 px, the structure of its HTML, no
 * overflow at 320 px, a picture for every icon, a silent console. addresses.json comes from run.py; its first ones are the table's own,
 * then every route of every record type. Colours are all that dark changes, so only rules about colours run there; of the record
 * types, whose pages differ by their fields, one page in SHARE is tried, in two of the four variants, others each day. All rules on all of
 * them with MUNIMENT_TEST_ALL=yes. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { HtmlValidate } from "html-validate";
import { done, founder, media, press, promise, signIn, size, thorough, url } from "./lib.mjs";

const TABS = 2, SHARE = 3;
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], COLOURS = ["color-contrast", "link-in-text-block"];
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/* What the standard allows and we choose: short ids, and several fields of one name, whose values are joined. */
const html = new HtmlValidate({ extends: ["html-validate:recommended"], rules: { "void-style": "off", "long-title": "off", "no-inline-style": "error",
  "no-trailing-whitespace": "off", "attribute-boolean-style": "off", "doctype-style": "off", "form-dup-name": "off", "valid-id": ["error", { relaxed: true }] } });

const bad = new Map(), wide = [], icons = new Set(), complaints = new Set();
let runs = 0, pages = 0;
const note = (what, where) => bad.set(what, [...(bad.get(what) ?? []), where]);

async function check(page, path, where, only) {
  runs++;
  const found = await page.evaluate(async only => {
    const r = await axe.run(document, { resultTypes: ["violations"], runOnly: only });
    return r.violations.map(v => v.id + ": " + v.nodes.slice(0, 2).map(n => n.html.slice(0, 140) + " | " + (n.any[0]?.message ?? n.all[0]?.message ?? n.none[0]?.message)).join(" ;; "));
  }, only);
  for (const f of found) note(f, path + " " + where);
}

async function structure(answer, path) {
  const report = await html.validateString(await answer.text());
  for (const m of report.results[0]?.messages ?? []) note(`${m.ruleId}: ${m.message}`, `${path}:${m.line}:${m.column}`);
}

/* What is drawn beyond the box that should hold it, over its neighbours. */
async function spills(page, path) {
  const found = await page.evaluate(() => [...document.querySelectorAll("main, main *:not(svg *)")].filter(e => {
    if (/inline|contents|none/.test(getComputedStyle(e).display) || e.clientWidth < 2 || e.clientHeight < 2 || e.matches(".vh, .vh *, svg, .cards thead *, details:not([open]) > :not(summary), details:not([open]) > :not(summary) *")) return false;
    for (let up = e; up.id !== "main"; up = up.parentElement) if (getComputedStyle(up).overflowX !== "visible") return false; /* it scrolls */
    return (e.scrollWidth - e.clientWidth > 3 || e.scrollHeight - e.clientHeight > 8);
  }).map(e => `<${e.tagName.toLowerCase()} class="${e.className}"> is drawn beyond its box: ${e.scrollWidth - e.clientWidth} x ${e.scrollHeight - e.clientHeight}`));
  for (const f of found.slice(0, 3)) note(f, `${path} at ${page.viewport().width}`);
}

/* part: a number says that two of the four variants are enough, and which */
async function one(page, path, from = url, part = undefined) {
  await size(page, 1280);
  await media(page, "light");
  const answer = await page.goto(from + path).catch(e => {
    if (!/ERR_ABORTED/.test(e.message) || !/\.\w+$/.test(path)) throw e;
  });
  if (!answer) return; /* a download */
  if (!answer.headers()["content-type"]?.startsWith("text/html")) return;
  pages++;
  if (new URL(page.url()).pathname === "/sign-in" && path !== "/sign-in") note("nobody is signed in", path);
  if (answer.status() >= 500) note("status " + answer.status(), path);
  await structure(answer, path);
  for (const name of await page.$$eval("use", all => all.map(u => u.getAttribute("href").split("#")[1]))) icons.add(name);
  await spills(page, path);
  await page.evaluate(axe);
  const wanted = i => part === undefined || part % 2 === i % 2;
  if (wanted(0)) await check(page, path, "1280 light", RULES);
  await media(page, "dark");
  if (wanted(1)) await check(page, path, "1280 dark", thorough ? RULES : COLOURS);
  await size(page, 360);
  if (wanted(2)) await check(page, path, "360 dark", thorough ? RULES : COLOURS);
  await media(page, "light");
  if (wanted(3)) await check(page, path, "360 light", RULES);
  await page.setViewport({ width: 320, height: 780 });
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (over > 0) wide.push(`${path} by ${over}`);
  await spills(page, path);
}

async function tab(queue, prepare) {
  const page = await signIn({ bypass: true });
  await prepare?.(page);
  for (let next; (next = queue.shift());) await one(page, ...next);
  page.complaints.forEach(c => complaints.add(c));
  if (!queue.sprite) {
    queue.sprite = true;
    await page.goto(url + "/");
    const sprite = await page.evaluate(async () => {
      const use = document.querySelector("use").getAttribute("href").split("#")[0];
      return [...new DOMParser().parseFromString(await (await fetch(use)).text(), "image/svg+xml").querySelectorAll("symbol")].map(s => s.id);
    });
    promise([...icons].every(i => sprite.includes(i)), "every icon has its picture", [...icons].filter(i => !sprite.includes(i)).join(" "));
  }
  await done(page);
}

/* Homes of the other roles, a page of the past, a form with its errors, a door: pages that an address alone does not give. */
async function others() {
  for (const person of [2, 3, 5]) {
    const page = await signIn({ bypass: true, person });
    await one(page, "/");
    await done(page);
  }
  const past = await signIn({ bypass: true });
  await past.setCookie({ name: "as_of", value: "2026-03-31", url });
  for (const path of ["/", "/risks", "/risks/R-12", "/soa"]) await one(past, path);
  await done(past);
}
/* The first day: nothing there yet, and the questions of the set-up. */
const FIRST = ["/", "/path", "/work", "/calendar", "/risks", "/assets", "/soa", "/readiness", "/documents", "/tasks", "/registers", "/assets/picture",
  "/acceptances/room", "/risks/report", "/setup", ...[1, 2, 3, 4, 5, 6].map(n => "/setup/" + n), "/setup/review"];
async function begun() {
  const page = await founder({ bypass: true });
  for (const path of FIRST) await one(page, path, process.env.EMPTY);
  await done(page);
}
async function errors() {
  const page = await signIn({ bypass: true });
  for (const path of ["/risks/new", "/assets/new", "/risks/build"]) {
    await size(page, 1280);
    await page.goto(url + path);
    await press(page, "main form button.main");
    await page.evaluate(axe);
    for (const [width, scheme] of [[1280, "light"], [1280, "dark"], [360, "dark"], [360, "light"]]) {
      await size(page, width);
      await media(page, scheme);
      await check(page, path + " with errors", width + " " + scheme, RULES);
    }
  }
  await done(page);
}

export default async function routes() {
  const { first, paths } = JSON.parse(readFileSync("addresses.json", "utf8"));
  const day = Math.floor(Date.now() / 864e5);
  const queue = [...new Set(paths)].map((p, i) => [p, url, thorough || i < first ? undefined : i + day])
    .filter(([, , part], i) => part === undefined || i % SHARE === day % SHARE);
  await Promise.all(Array.from({ length: TABS }, () => tab(queue)));
  await others();
  await begun();
  await errors();
  promise(!bad.size, `axe-core and html-validate on ${pages} pages, ${runs} runs: no violation`,
    [...bad].map(([f, w]) => `${w.length}x ${w.slice(0, 3).join(", ")}\n        ${f}`).join("\n    "));
  promise(!wide.length, "nothing is wider than a screen of 320 px", wide.join(", "));
  promise(!complaints.size, "the console says nothing on any of them", [...complaints].slice(0, 5).join(" | "));
}

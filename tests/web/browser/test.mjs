/* Usage: node test.mjs URL ROOT. Says "ok" or "not ok" for each promise; pictures go to shots/. */
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import puppeteer from "puppeteer-core";

const [url, root] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await puppeteer.launch({ executablePath: "/usr/bin/chromium", headless: true, args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] });
let failed = 0;
const promise = (ok, text, detail = "") => {
  failed += !ok;
  console.log(`${ok ? "ok" : "not ok"} - ${text}${!ok && detail ? "\n    " + detail : ""}`);
};

/* A page of its own session; what the console complains about is kept. */
async function signIn({ script = true, bypass = false } = {}) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  page.complaints = [];
  page.on("console", m => { if (m.type() === "error" && !/status of 4\d\d/.test(m.text())) page.complaints.push(m.text()); });
  page.on("pageerror", e => page.complaints.push(e.message));
  await page.setJavaScriptEnabled(script);
  await page.setBypassCSP(bypass);
  await page.setViewport({ width: 1280, height: 900 });
  await page.goto(url + "/sign-in");
  await Promise.all([page.waitForNavigation(), page.click(".who button")]);
  return page;
}
const light = (page, scheme) => page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }, { name: "prefers-reduced-motion", value: "reduce" }]);
const settle = page => page.waitForFunction(() => !document.body.classList.contains("busy"));
const heading = page => page.$eval("main h1", h => h.textContent);

/* --- what comes over the wire --- */
async function sizes() {
  const context = await browser.createBrowserContext(), page = await context.newPage(), wire = await page.createCDPSession();
  let bytes = 0, requests = [];
  await wire.send("Network.enable");
  const types = {};
  wire.on("Network.requestWillBeSent", e => { types[e.requestId] = e.request.url; });
  wire.on("Network.loadingFinished", e => { bytes += e.encodedDataLength; requests.push(types[e.requestId]); });
  await page.goto(url + "/sign-in", { waitUntil: "networkidle0" });
  await page.setCacheEnabled(false);
  await page.evaluate(() => fetch("/demo", { method: "POST", body: new URLSearchParams({ person: 1 }), redirect: "manual" }));
  bytes = 0; requests = [];
  await page.goto(url + "/", { waitUntil: "networkidle0" });
  requests = requests.filter(r => !r.startsWith("data:"));
  promise(bytes <= 40 * 1024 && requests.length <= 4, `first load: ${(bytes / 1024).toFixed(1)} KB in ${requests.length} requests, bar 40 KB in 4`, requests.join(" "));
  await page.setCacheEnabled(true);
  await page.goto(url + "/", { waitUntil: "networkidle0" });
  for (const path of ["/path", "/risks", "/controls"]) {
    bytes = 0; requests = [];
    await page.evaluate(p => { const a = document.createElement("a"); a.href = p; document.querySelector("main").append(a); a.click(); }, path);
    await page.waitForFunction(p => location.pathname === p && !document.body.classList.contains("busy"), {}, path);
    await new Promise(r => setTimeout(r, 150));
    requests = requests.filter(r => !r.startsWith("data:"));
    promise(bytes <= 12 * 1024 && requests.length === 1, `next page ${path}: ${(bytes / 1024).toFixed(1)} KB in ${requests.length} request, bar 12 KB`, requests.join(" "));
  }
  await context.close();
}

/* --- every route of the table --- */
function routes(types) {
  const table = readFileSync(root + "/src/web/routes.c", "utf8").replace(/\n\s+/g, " ");
  const special = [], generic = [];
  for (const [, methods, pattern] of table.matchAll(/ROUTE\(([^,]+), "([^"]+)"/g)) {
    if (!methods.includes("HTTP_GET") || /\.(csv|json|xlsx|svg|txt|html)$|\/file\/|health|metrics|static|welcome|ledger\/:seq\/|\.zip/.test(pattern)) continue;
    (pattern.includes(":type") ? generic : special).push(pattern);
  }
  const value = { ":number": "A.5.15", ":seq": "5", ":topic": "certification" };
  const paths = special.map(p => p.replace(/:\w+/g, n => value[n] ?? n)).map(p =>
    p === "/soa/diff" ? "/soa/diff?from=1" : p === "/standards/:ref" ? "/standards/27001:A.5.15" : p === "/standards/compare" ? "/standards/compare?a=27001:2022&b=27001:2013" : p);
  for (const pattern of generic) paths.push(pattern.replace(":type", "risks").replace(":ref", "R-12"));
  for (const [type, ref] of types) for (const p of ["", "/new", ref && "/" + ref, ref && "/" + ref + "/edit"]) if (p !== undefined && p !== null && p !== "undefined") paths.push("/" + type + (p || ""));
  return [...new Set(paths)];
}

async function every() {
  const page = await signIn({ bypass: true });
  await page.goto(url + "/registers");
  const names = await page.$$eval("main tbody th a", all => all.map(a => a.getAttribute("href").slice(1)));
  const types = [];
  for (const name of names) {
    await page.goto(`${url}/${name}?limit=1`);
    types.push([name, await page.$eval("main tbody th .ref, main tbody .ref", a => a.getAttribute("href").split("/").pop()).catch(() => undefined)]);
  }
  const paths = ["/sign-in", ...routes(types), "/risks?q=zzzzz", "/search?q=access", "/risks/R-99999"];
  const bad = new Map(), icons = new Set();
  let runs = 0, wide = [];
  const check = async (path, where, only) => {
    runs++;
    const found = await page.evaluate(async only => {
      const r = await axe.run(document, { resultTypes: ["violations"], ...(only && { runOnly: only }) });
      return r.violations.map(v => v.id + ": " + v.nodes.slice(0, 2).map(n => n.html.slice(0, 140) + " | " + (n.any[0]?.message ?? n.all[0]?.message ?? n.none[0]?.message)).join(" ;; "));
    }, only);
    for (const f of found) bad.set(f, [...(bad.get(f) ?? []), path + " " + where]);
  };
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  for (const path of paths) {
    await page.setViewport({ width: 1280, height: 900 });
    await light(page, "light");
    const answer = await page.goto(url + path);
    if (!answer.headers()["content-type"]?.startsWith("text/html")) continue;
    if (answer.status() >= 500) bad.set("status " + answer.status(), [path]);
    for (const name of await page.$$eval("use", all => all.map(u => u.getAttribute("href").split("#")[1]))) icons.add(name);
    await page.evaluate(axe);
    await check(path, "1280 light", tags);
    await light(page, "dark");
    await check(path, "1280 dark", ["color-contrast", "link-in-text-block"]);
    await page.setViewport({ width: 360, height: 780 });
    await check(path, "360 dark", ["color-contrast"]);
    await light(page, "light");
    await check(path, "360 light", tags);
    await page.setViewport({ width: 320, height: 780 });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (over > 0) wide.push(`${path} by ${over}`);
  }
  const sprite = await page.evaluate(async () => {
    const use = document.querySelector("use").getAttribute("href").split("#")[0];
    return [...new DOMParser().parseFromString(await (await fetch(use)).text(), "image/svg+xml").querySelectorAll("symbol")].map(s => s.id);
  });
  promise(!bad.size, `axe-core on ${paths.length} addresses, ${runs} runs: no violation`, [...bad].map(([f, w]) => `${w.length}x ${w.slice(0, 3).join(", ")}\n        ${f}`).join("\n    "));
  promise(!wide.length, "nothing is wider than a screen of 320 px", wide.join(", "));
  promise([...icons].every(i => sprite.includes(i)), "every icon has its picture", [...icons].filter(i => !sprite.includes(i)).join(" "));
  promise(!page.complaints.length, "the console says nothing on any of them", [...new Set(page.complaints)].slice(0, 5).join(" | "));
  await page.browserContext().close();
}

/* --- the script --- */
async function script() {
  const page = await signIn();
  await page.evaluate(() => { window.same = true; });
  const visit = async selector => { await page.$eval(selector, a => a.click()); await settle(page); };
  await visit(".side a[href='/path']");
  promise(await page.evaluate(() => window.same && location.pathname === "/path" && document.activeElement.tagName === "H1" && document.title.startsWith("Path")),
    "a link puts the page in place: address, title, focus on the heading");
  promise(await page.$eval(".side a[aria-current]", a => a.getAttribute("href")) === "/path", "the menu marks the new place");
  await page.goBack(); await page.waitForFunction(() => location.pathname === "/"); await settle(page);
  promise(await page.evaluate(() => window.same) && /Good/.test(await heading(page)), "back shows the page before");
  await page.keyboard.press("g"); await page.keyboard.press("r");
  await page.waitForFunction(() => location.pathname === "/risks"); await settle(page);
  promise(true, "g r goes to the risks");
  await page.keyboard.press("/");
  await page.keyboard.type("laptop"); await page.keyboard.press("Enter");
  await page.waitForFunction(() => location.search.includes("laptop")); await settle(page);
  promise(await page.evaluate(() => window.same && document.activeElement.matches("[type=search]")), "/ filters, and focus stays in the field");
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("j");
  const first = await page.$eval("tr.here a", a => a.getAttribute("href"));
  await page.keyboard.press("x");
  promise(await page.evaluate(() => !document.querySelector("[data-bulk-count]") || /1 chosen/.test(document.querySelector("[data-bulk-count]").textContent)), "j and x choose a row");
  await page.keyboard.press("Enter");
  await page.waitForFunction(p => location.pathname === p, {}, first); await settle(page);
  promise(true, "Enter opens it");
  await page.keyboard.press("e");
  await page.waitForFunction(() => location.pathname.endsWith("/edit")); await settle(page);
  promise(true, "e edits it");
  await page.type("main textarea, main input[type=text]", "x");
  let asked = false;
  page.once("dialog", d => { asked = true; d.dismiss(); });
  await page.$eval(".side a[href='/path']", a => a.click());
  promise(asked && await page.evaluate(() => location.pathname.endsWith("/edit")), "what was typed is not left behind unasked");
  page.once("dialog", d => d.accept());
  await visit(".side a[href='/path']");
  await page.keyboard.down("Control"); await page.keyboard.press("k"); await page.keyboard.up("Control");
  await page.keyboard.type("R-12");
  await page.waitForFunction(() => document.querySelector(".palette [role=option]")?.textContent.startsWith("R-12"), { timeout: 5000 });
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => location.pathname === "/risks/R-12", { timeout: 5000 }); await settle(page);
  promise(true, "Ctrl+K finds a code and opens it");
  await page.keyboard.press("?");
  promise(await page.$("dialog[open] .keys") !== null, "? lists the keys");
  await page.keyboard.press("Escape");
  await page.setCookie({ name: "keys", value: "off", url });
  await page.keyboard.press("?");
  promise(await page.$("dialog[open]") === null, "the letters can be switched off");
  promise(!page.complaints.length, "no complaint under the strict policy", page.complaints.join(" | "));
  await page.browserContext().close();
}

async function withoutScript() {
  const page = await signIn({ script: false });
  await page.setViewport({ width: 360, height: 780 });
  await page.click(".top .menu");
  promise(await page.$eval("#menu", m => m.matches(":popover-open")), "without script the menu opens");
  await page.goto(url + "/risks/new");
  await Promise.all([page.waitForNavigation(), page.click("main form button.main")]);
  promise(await page.$(".errors a") !== null && await page.$(".field.wrong") !== null, "without script an empty form comes back with its errors");
  await page.browserContext().close();
}

/* --- pictures --- */
async function shots() {
  const dir = "shots";
  mkdirSync(dir, { recursive: true });
  const page = await signIn();
  const pages = { home: "/", path: "/path", soa: "/soa", "soa-row": "/soa/A.5.15", risks: "/risks", risk: "/risks/R-12", assets: "/assets", document: "/documents/D-1",
    readiness: "/readiness", standard: "/standards/27001:A.5.15", "sign-in": "/sign-in", "form-errors": "/risks/new" };
  for (const [name, path] of Object.entries(pages)) {
    await page.setViewport({ width: 1280, height: 900 });
    await page.goto(url + path);
    if (name === "form-errors") await Promise.all([page.waitForNavigation(), page.click("main form button.main")]);
    for (const width of [1280, 360]) for (const scheme of ["light", "dark"]) {
      await page.setViewport({ width, height: width > 500 ? 900 : 780 });
      await light(page, scheme);
      const high = Math.min(await page.evaluate(() => document.documentElement.scrollHeight), 1600);
      await page.screenshot({ path: `${dir}/${name}-${width}-${scheme}.png`, clip: { x: 0, y: 0, width, height: high }, captureBeyondViewport: true });
    }
  }
  promise(true, "48 pictures of the main pages are in build-web/shots");
  await page.browserContext().close();
}

for (const part of [sizes, script, withoutScript, every, shots]) {
  if (process.argv[4] && part.name !== process.argv[4]) continue;
  await part().catch(e => promise(false, part.name, e.stack));
}
await browser.close();
process.exit(failed ? 1 : 0);

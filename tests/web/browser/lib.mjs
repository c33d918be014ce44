/* What the browser tests share: one Chromium, pages that are signed in, promises that are counted. */
import { execFileSync } from "node:child_process";
import puppeteer from "puppeteer-core";

export const url = process.env.URL, pictures = process.env.PICTURES;
export const thorough = process.env.MUNIMENT_TEST_ALL === "yes";
export const browser = await puppeteer.launch({ executablePath: "/usr/bin/chromium", headless: true,
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] });

let failed = 0;
export function promise(ok, text, detail = "") {
  failed += !ok;
  console.log(`${ok ? "ok" : "not ok"} - ${text}${!ok && detail ? "\n    " + detail : ""}`);
}
export async function end() {
  await browser.close();
  process.exit(failed ? 1 : 0);
}

/* The command line over the same database; its JSON. */
export const cliOf = (db, ...args) => JSON.parse(execFileSync(process.env.PROGRAM, ["--db", db, "--json", ...args], { encoding: "utf8" }));
export const cli = (...args) => cliOf(process.env.DB, ...args);

/* A page with cookies of its own, nobody signed in. What the console complains about is kept in page.complaints; answers of 4xx are
 * no complaint, some tests want them. bypass: other scripts may be put in (axe). */
export async function fresh({ script = true, bypass = false } = {}) {
  const page = await (await browser.createBrowserContext()).newPage();
  page.complaints = [];
  page.on("console", m => { if (m.type() === "error" && !/status of 4\d\d/.test(m.text())) page.complaints.push(m.text()); });
  page.on("pageerror", e => page.complaints.push(e.message));
  await page.setJavaScriptEnabled(script);
  await page.setBypassCSP(bypass);
  await size(page, 1280);
  return page;
}

/* The same, signed in as a person of the demonstration. */
export async function signIn({ person = 1, ...options } = {}) {
  const page = await fresh(options);
  await page.goto(url + "/sign-in");
  await Promise.all([page.waitForNavigation(), page.click(`.who form:has(input[name=person][value="${person}"]) button`)]);
  return page;
}
/* Signed in on the server over a new database, by the link that comes with it. */
export async function founder({ at = { url: process.env.EMPTY, welcome: process.env.WELCOME }, ...options } = {}) {
  const page = await fresh(options), password = "a sentence for the first day";
  await page.goto(at.url + at.welcome);
  if (await page.$("input[autocomplete=new-password]")) { /* it works once */
    await page.type("input[name=password]", password);
    await press(page, "main form button.main");
  }
  await page.goto(at.url + "/sign-in");
  await page.type("input[name=who]", "ann@example.org");
  await page.type("input[name=password]", password);
  await press(page, "main form button.main");
  return page;
}
export const done = page => page.browserContext().close();

export const size = (page, width) => page.setViewport({ width, height: width > 500 ? 900 : 780 });
/* scheme "light" or "dark"; more: other media features, or type: "print". puppeteer's own call knows fewer. */
export async function media(page, scheme, more = {}) {
  page.wire ??= await page.createCDPSession();
  const { type = "", ...features } = more;
  await page.wire.send("Emulation.setEmulatedMedia", { media: type, features: Object.entries({ "prefers-color-scheme": scheme,
    "prefers-reduced-motion": "reduce", "forced-colors": "none", ...features }).map(([name, value]) => ({ name, value })) });
}
export const settle = page => page.waitForFunction(() => !document.body.classList.contains("busy"));
export const heading = page => page.$eval("main h1", h => h.textContent);
/* Follows a link of the page as the script does. */
export async function visit(page, selector) {
  await page.$eval(selector, a => a.click());
  await settle(page);
}
/* Presses what navigates without the script, or by a POST. */
export const press = (page, selector) => Promise.all([page.waitForNavigation(), page.click(selector)]);

/* On paper, in forced colours, in motion, in the past: what a page promises besides its look. */
import { done, media, pictures, promise, signIn, size, url } from "./lib.mjs";

const PRINTS = { soa: "/soa", risks: "/risks", risk: "/risks/R-12", document: "/documents/D-1", readiness: "/readiness" };
const shows = (page, selector) => page.$$eval(selector, all => all.filter(n => n.checkVisibility()).length);

async function paper(page) {
  const faults = [];
  for (const [name, path] of Object.entries(PRINTS)) {
    await page.goto(url + path);
    await media(page, "dark", { type: "print" });
    if (await shows(page, ".side, .top, .skip, .btn, .edit, main form, .pager")) faults.push(name + " shows what can only be pressed");
    const foot = await page.$eval(".colophon", c => c.innerText).catch(() => "");
    if (!foot.includes(path) || !/\d{4}/.test(foot) || !/Internal|Public|Confidential|Restricted/.test(foot)) faults.push(`${name} does not say where, when and how secret: ${foot}`);
    const ink = await page.evaluate(() => [getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color].join());
    if (!/^rgb\(255, 255, 255\),rgb\((\d|[1-5]\d), /.test(ink)) faults.push(`${name} is not black on white: ${ink}`);
    if (await page.$$eval("thead", all => all.some(t => getComputedStyle(t).display !== "table-header-group"))) faults.push(name + " does not repeat the heads of its tables");
    await page.pdf({ path: `${pictures}/${name}.pdf`, preferCSSPageSize: true, printBackground: false });
  }
  promise(!faults.length, `on paper no menu and no button; place, date and class; heads repeat; ${Object.keys(PRINTS).length} prints are in ${pictures}`, faults.join("\n    "));
}

async function forced(page) {
  const faults = [];
  await size(page, 1280);
  for (const [name, path] of Object.entries({ home: "/", risks: "/risks", soa: "/soa", form: "/risks/R-12/edit" })) {
    await media(page, "dark", { "forced-colors": "active" });
    await page.goto(url + path);
    const lost = await page.$$eval(".btn, .badge, .chip, input:not([type=hidden]), select, textarea", all => all.filter(n => n.checkVisibility() && !n.matches(".btn.text, [type=checkbox], [type=radio], .vh") && parseFloat(getComputedStyle(n).borderTopWidth) < 1).map(n => n.outerHTML.slice(0, 90)));
    if (lost.length) faults.push(`${name}: ${lost.slice(0, 3).join(" ")}`);
    const now = await page.$eval(".side [aria-current]", a => getComputedStyle(a).outlineStyle).catch(() => "solid");
    if (now !== "solid") faults.push(name + ": the menu does not mark the page");
    await page.screenshot({ path: `${pictures}/forced-${name}.png` });
  }
  promise(!faults.length, "in forced colours what can be pressed and what has a meaning keep a border", faults.join("\n    "));
}

async function motion(page) {
  await page.goto(url + "/risks");
  const moving = () => page.$$eval("*", all => all.filter(n => getComputedStyle(n).transitionDuration.split(", ").some(d => parseFloat(d) > 0) || getComputedStyle(n, "::before").animationName !== "none").length);
  await page.evaluate(() => document.body.classList.add("busy"));
  await media(page, "light", { "prefers-reduced-motion": "no-preference" });
  const some = await moving();
  await media(page, "light");
  promise(some > 0 && await moving() === 0, "nothing moves for those who asked for that", `${some} moved before`);
}

export default async function print() {
  const page = await signIn();
  await paper(page);
  await media(page, "light");
  await forced(page);
  await motion(page);
  await done(page);
}

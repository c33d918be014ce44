/* The script: pages put in place, keys, the palette; and the same without it. */
import { done, fresh, heading, press, promise, settle, signIn, url, visit } from "./lib.mjs";

const at = (page, path) => page.waitForFunction(p => location.pathname === p, {}, path).then(() => settle(page));
const path = page => page.evaluate(() => location.pathname);

async function navigation(page) {
  await page.evaluate(() => { window.same = true; });
  await visit(page, ".side a[href='/path']");
  promise(await page.evaluate(() => window.same && location.pathname === "/path" && document.activeElement.tagName === "H1" && document.title.startsWith("Path")),
    "a link puts the page in place: address, title, focus on the heading");
  promise(await page.$eval(".side a[aria-current]", a => a.getAttribute("href")) === "/path", "the menu marks the new place");
  await page.goBack();
  await at(page, "/");
  promise(await page.evaluate(() => window.same) && /Good/.test(await heading(page)), "back shows the page before");
}

async function letters(page) {
  await page.keyboard.press("g"); await page.keyboard.press("r");
  await at(page, "/risks");
  promise(true, "g r goes to the risks");
  await page.keyboard.press("/");
  await page.keyboard.type("laptop"); await page.keyboard.press("Enter");
  await page.waitForFunction(() => location.search.includes("laptop")); await settle(page);
  promise(await page.evaluate(() => window.same && document.activeElement.matches("[type=search]")), "/ filters, and focus stays in the field");
  const there = await page.evaluate(() => location.href);
  await page.keyboard.type("c?jkxe/gr");
  promise(await page.evaluate(was => location.href === was && document.activeElement.value.includes("c?jkxe/gr") && !document.querySelector("dialog[open], tr.here, #add:popover-open"), there),
    "in a field the letters are letters");
  await page.evaluate(() => document.activeElement.blur());
  await page.goto(url + "/risks");
  await page.evaluate(() => { window.same = true; });
  await page.keyboard.press("j"); await page.keyboard.press("j"); await page.keyboard.press("k");
  promise(await page.$$eval("main .scroll tbody tr", all => all.findIndex(r => r.classList.contains("here"))) === 0, "j goes down, k goes up");
  const first = await page.$eval("tr.here a", a => a.getAttribute("href"));
  await page.keyboard.press("x");
  promise(await page.$eval("[data-bulk-count]", b => b.textContent) === "1 chosen", "x chooses the row, and the bar counts it");
  await page.evaluate(() => document.querySelector("tr.here th a").focus());
  await page.keyboard.press("Enter");
  await at(page, first);
  promise(await page.evaluate(() => window.same), "Enter opens it");
  await page.keyboard.press("e");
  await page.waitForFunction(() => location.pathname.endsWith("/edit")); await settle(page);
  promise(true, "e edits it");
  await page.type("main textarea, main input[type=text]", "x");
  let asked = false;
  page.once("dialog", d => { asked = true; d.dismiss(); });
  await page.$eval(".side a[href='/path']", a => a.click());
  promise(asked && (await path(page)).endsWith("/edit"), "what was typed is not left behind unasked");
  page.once("dialog", d => d.accept());
  await visit(page, ".side a[href='/path']");
  await page.keyboard.press("c");
  await page.waitForFunction(() => document.querySelector("#add").contains(document.activeElement), { timeout: 5000 }).catch(() => {});
  promise(await page.$eval("#add", a => a.matches(":popover-open") && a.contains(document.activeElement)), "c opens what can be created, focus on the first");
  await page.keyboard.press("Escape");
}

async function palette(page) {
  await page.keyboard.down("Control"); await page.keyboard.press("k"); await page.keyboard.up("Control");
  promise(await page.evaluate(() => document.activeElement.getAttribute("role") === "combobox"), "Ctrl+K opens the palette");
  await page.keyboard.type("soa");
  promise(await page.$$eval(".palette [role=option]", all => all.some(o => o.dataset.href === "/soa")) ||
    await page.waitForFunction(() => [...document.querySelectorAll(".palette [role=option]")].some(o => /Applicability/.test(o.textContent))), "it knows the places of the menu");
  await page.keyboard.press("Escape");
  /* From the last key to what was found, as the page itself counts it: a figure to read, it is no bar on a busy machine. */
  await page.keyboard.down("Control"); await page.keyboard.press("k"); await page.keyboard.up("Control");
  const took = page.evaluate(() => new Promise(good => {
    let key = 0;
    document.querySelector(".palette input").addEventListener("input", () => { key = performance.now(); });
    new MutationObserver(() => { if (document.querySelector(".palette [role=option]")?.textContent.startsWith("R-12")) good(performance.now() - key); })
      .observe(document.querySelector(".palette [role=listbox]"), { childList: true });
  }));
  await page.keyboard.type("R-12");
  console.log(`# the palette finds a code ${Math.round(await took)} ms after the last key, bar 100 ms`);
  await page.keyboard.press("Enter");
  await at(page, "/risks/R-12");
  promise(true, "it finds a code and opens it");
  await page.keyboard.press("?");
  promise(await page.$("dialog[open] .keys") !== null, "? lists the keys");
  await page.keyboard.press("Escape");
  await page.setCookie({ name: "keys", value: "off", url });
  await page.keyboard.press("?");
  promise(await page.$("dialog[open]") === null, "the letters can be switched off");
}

async function without() {
  const page = await signIn({ script: false });
  await page.setViewport({ width: 360, height: 780 });
  await page.click(".top .menu");
  promise(await page.$eval("#menu", m => m.matches(":popover-open")), "without script the menu opens");
  await page.goto(url + "/risks/new");
  await press(page, "main form button.main");
  promise(await page.$(".errors a") !== null && await page.$(".field.wrong") !== null, "without script an empty form comes back with its errors");
  await done(page);
}

/* Buttons keep the sizes that they were given: layers of the style decide which rule wins. */
async function buttons() {
  const page = await fresh();
  for (const width of [1280, 360]) {
    await page.setViewport({ width, height: 800 });
    await page.goto(url + "/sign-in");
    const small = await page.$$eval(".deed .btn", all => all.filter(b => { const r = b.getBoundingClientRect(); return r.height < 44 || Math.abs(r.width - b.closest("form").clientWidth) > 1; }).length);
    promise(small === 0 && await page.$(".who li:nth-child(3) .btn") !== null, `sign-in at ${width} px: every button is as wide as its form and 44 px high`, String(small));
  }
  await done(page);
  const past = await signIn();
  await past.setCookie({ name: "as_of", value: "2026-03-31", url });
  for (const width of [1280, 360]) {
    await past.setViewport({ width, height: 800 });
    await past.goto(url + "/risks");
    const look = await past.$eval(".past .btn", b => { const c = getComputedStyle(b), bar = b.closest(".past").getBoundingClientRect(), r = b.getBoundingClientRect();
      return { clear: c.backgroundColor === "rgba(0, 0, 0, 0)", ink: c.color === getComputedStyle(b.closest(".past")).color, high: r.height, within: r.right <= bar.right && r.bottom <= bar.bottom }; });
    promise(look.clear && look.ink && look.high >= 24 && look.within, `the bar of the past at ${width} px: its button keeps size and colours`, JSON.stringify(look));
  }
  await done(past);
}

/* In a language made of the template every text that the script writes stands in brackets; what it repeats from the page does so there. */
async function translated() {
  const page = await signIn(), says = [];
  await page.setCookie({ name: "lang", value: "en-x-pseudo", url });
  await page.goto(url + "/risks");
  const take = async selector => says.push(...await page.$$eval(selector, all => all.flatMap(a => [...a.matches("dialog") ? [] : [a.textContent], ...["aria-label", "placeholder"].map(n => a.getAttribute(n))]).filter(t => /\p{L}{2}/u.test(t ?? ""))));
  await page.keyboard.press("j"); await page.keyboard.press("x");
  await take("[data-bulk-count], thead .sel input");
  await page.keyboard.press("?");
  await page.waitForSelector("dialog[open] .keys");
  await take("dialog[open] :is(dd, h2, button)");
  await page.keyboard.press("Escape");
  await page.keyboard.down("Control"); await page.keyboard.press("k"); await page.keyboard.up("Control");
  await page.waitForSelector(".palette [role=option]");
  await take(".palette, .palette input, .palette [role=listbox], .palette small");
  says.push(...await page.$eval(".palette > p", p => [...p.childNodes].filter(n => n.nodeType === 3).map(n => n.data).filter(t => /\p{L}{2}/u.test(t))));
  const plain = says.filter(t => !/^[\s,]*\[.*\][\s,]*$/.test(t.replace(/\s+/g, " ")));
  promise(says.length > 25 && !plain.length, "every text of the script is translated", `${says.length} texts, plain: ${plain.join(" | ")}`);
  await done(page);
}

export default async function script() {
  const page = await signIn();
  await navigation(page);
  await letters(page);
  await palette(page);
  promise(!page.complaints.length, "no complaint under the strict policy", page.complaints.join(" | "));
  await done(page);
  await translated();
  await without();
  await buttons();
}

/* Nothing typed is lost: drafts while one types, a conflict, a session that ended, an upload that takes its time. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { cli, done, press, promise, signIn, url } from "./lib.mjs";

const FORM = "/risks/R-12/edit", TYPED = "A sentence that nobody wants to type twice. ";
const version = () => cli("risk", "show", "R-12").version;
const field = "main form[data-draft] textarea";
const text = page => page.$eval(field, t => t.value);

/* What the page sends while work runs, GETs left out. */
async function sent(page, work) {
  const posts = [], listen = r => { if (r.method() !== "GET") posts.push(new URL(r.url()).pathname); };
  page.on("request", listen);
  await work();
  page.off("request", listen);
  return posts;
}

async function kept(page) {
  const before = version();
  await page.goto(url + FORM);
  const posts = await sent(page, async () => {
    const answer = page.waitForResponse(r => r.url().endsWith("/drafts"));
    await page.type(field, TYPED);
    await answer;
    await new Promise(r => setTimeout(r, 500));
  });
  promise(posts.length > 0 && posts.every(p => p === "/drafts"), "while one types only /drafts is posted to", posts.join(" "));
  promise(version() === before, "and no record changes");
  promise(/^Draft kept, .*\d:\d\d/.test(await page.$eval("[data-draft-state]", s => s.textContent)), "the form says when the draft was kept");
  page.once("dialog", d => d.accept());
  await page.goto(url + FORM);
  promise(!(await text(page)).includes(TYPED) && await page.$("[data-draft-offer]") !== null, "the form opened again offers the draft");
  await press(page, "[data-draft-offer] a");
  promise((await text(page)).includes(TYPED), "and shows it when it is wanted");
}

async function conflict(page) {
  await page.goto(url + FORM);
  await page.type(field, TYPED);
  cli("risk", "edit", "R-12", "notes=Changed by somebody else.");
  const before = version();
  await press(page, "main form[data-draft] button.main");
  promise((await text(page)).includes(TYPED) && await page.$eval("main", m => /Somebody else changed this record/.test(m.textContent) && /You typed/.test(m.textContent)) && version() === before,
    "a conflict shows both versions, keeps the text and changes nothing");
}

async function ended(page) {
  await page.goto(url + FORM);
  await page.type(field, TYPED);
  const before = version();
  await page.deleteCookie(...(await page.cookies(url)).filter(c => /session/i.test(c.name) || c.httpOnly));
  await press(page, "main form[data-draft] button.main");
  promise(await page.$eval("main h1", h => h.textContent) === "Sign in to go on", "a form sent after the session ended asks to sign in");
  await press(page, "button[formaction='/demo'][value='1']");
  promise(page.url().startsWith(url + FORM) && (await text(page)).includes(TYPED) && version() === before, "and leads back to the same form with the text in it", page.url());
}

async function upload(page) {
  const file = mkdtempSync(tmpdir() + "/muniment-") + "/proof.bin";
  writeFileSync(file, Buffer.alloc(3 << 20, "proof "));
  await page.goto(url + "/evidence/new");
  await page.type("main input[name=title]", "Kept while it was sent");
  await (await page.$("main input[type=file]")).uploadFile(file);
  await page.emulateNetworkConditions({ upload: 4 << 20, download: 4 << 20, latency: 0 });
  await page.evaluate(() => {
    window.seen = [];
    new MutationObserver(() => { const p = document.querySelector("main progress"); if (p) window.bar = p; }).observe(document.querySelector("main"), { childList: true, subtree: true });
    const look = () => { if (window.bar) seen.push(bar.value); requestAnimationFrame(look); };
    look();
  });
  await page.click("main form[data-draft] button.main");
  await page.waitForFunction(() => location.pathname !== "/evidence/new", { timeout: 15000 }).catch(() => {});
  await page.emulateNetworkConditions(null);
  const seen = await page.evaluate(() => window.seen);
  promise(seen.some(v => v > 0 && v < 1) && seen.every((v, i) => !i || v >= seen[i - 1]), "an upload shows how far it is", seen.slice(0, 5).join(" "));
  promise(/Kept while it was sent/.test(await page.$eval("main h1", h => h.textContent)), "and ends on the record that it made");
}

export default async function drafts() {
  const page = await signIn();
  await kept(page);
  await conflict(page);
  await ended(page);
  await upload(page);
  promise(!page.complaints.length, "no complaint meanwhile", page.complaints.join(" | "));
  await done(page);
}

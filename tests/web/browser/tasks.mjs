/* The main tasks of the people who use it, each done once with the script and once without, from where the person starts. Every click
 * and every file chosen counts, typing does not; more than the bar fails. What was reached is looked up on the command line. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { cli, cliOf, done, founder, fresh, promise, signIn, url } from "./lib.mjs";
import { workbook } from "./workbook.mjs";

const MANAGER = 1, TOP = 2, OWNER = 4, EMPLOYEE = 9;
const folder = mkdtempSync(tmpdir() + "/muniment-tasks-");
const file = (name, text) => { writeFileSync(`${folder}/${name}`, text); return `${folder}/${name}`; };
const show = (type, ref) => cli(type, "show", ref);
const all = (type, ...where) => cli(type, "list", "--limit", "200", ...where.flatMap(w => ["--where", w])).items;

/* One person at work. Selectors may end in ::-p-text(...). */
class Walk {
  constructor(page, script, base = url) { Object.assign(this, { page, script, base, clicks: 0 }); }
  at(path) { return this.page.goto(this.base + path); }
  /* Whatever the click asks of the server has come, and the page stands. */
  async go(selector) {
    const answer = this.page.waitForResponse(r => !/\/(static|drafts)/.test(r.url()), { timeout: 10000 });
    const landed = this.page.waitForNavigation({ timeout: 10000 });
    answer.catch(() => {}); /* a page that is closed before is no second failure */
    landed.catch(() => {}); /* nor is a page that is put in place, or a file */
    await this.press(selector);
    this.answer = await answer;
    if (/attachment/.test(this.answer.headers()["content-disposition"] ?? "")) return;
    if (this.answer.request().isNavigationRequest()) await landed;
    await this.page.waitForFunction(() => document.readyState === "complete" && !document.body.classList.contains("busy"), { timeout: 10000 });
    await this.page.waitForNetworkIdle({ idleTime: 60, timeout: 10000 });
  }
  /* A click that stays on the page: a box, a menu, a fold. */
  async press(selector) {
    this.clicks++;
    await (await this.page.waitForSelector(selector, { visible: true, timeout: 5000 })).click();
  }
  async choose(selector, path) { /* the picker is a click */
    this.clicks++;
    await (await this.page.$(selector)).uploadFile(path);
  }
  async type(selector, text) {
    await this.page.$eval(selector, i => i.focus());
    await this.page.keyboard.down("Control"); await this.page.keyboard.press("a"); await this.page.keyboard.up("Control");
    await this.page.keyboard.type(text);
  }
  pick(selector, value) { return this.page.select(selector, value); }
  text(selector = "main") { return this.page.$eval(selector, e => e.textContent); }
  get path() { return new URL(this.page.url()).pathname; }
  got(type) { return this.answer.headers()["content-type"]?.includes(type) && /attachment/.test(this.answer.headers()["content-disposition"]); }
}

/* [what, person, where they start, most clicks, the work: returns whether it is done] */
const TASKS = [
  ["open the next step", MANAGER, "/", 1, async w => {
    const link = await w.page.$eval(".next .btn", a => a.getAttribute("href"));
    await w.go(".next .btn");
    return w.path === link;
  }],
  ["put the next step off, with a reason", MANAGER, "/path", 2, async w => {
    await w.press(".next summary");
    await w.type(".next input[name=reason]", "The owners are away this week.");
    await w.go(".next form button");
    return all("task", "status=open").some(t => t.step && t.notes === "The owners are away this week.") && /put off until/.test(await w.text());
  }],
  ["finish a task from its row", MANAGER, "/work", 2, async w => {
    const before = all("task", "status=open", "owner=P-1").length;
    await w.go("main td button::-p-text(Done)");
    return all("task", "status=done", "owner=P-1").length > 0 && all("task", "status=open", "owner=P-1").length <= before && w.path === "/work";
  }],
  ["say that a document was read", EMPLOYEE, "/", 2, async w => {
    const before = all("acknowledgement").length;
    await w.go("main button::-p-text(I have read it)");
    return all("acknowledgement").length === before + 1 && w.path === "/";
  }],
  ["from the mail's link to evidence attached", null, w => `/controls/${w.script ? "C-8" : "C-9"}`, 3, async w => {
    const ref = w.script ? "C-8" : "C-9";
    await w.go(`.who form:has(input[name=person][value="${OWNER}"]) button`);
    await w.choose("main input[type=file]", file(`proof-${ref}.txt`, "seen"));
    await w.go("main form.drop button");
    return show("control", ref).evidence.some(e => e.title.startsWith(`proof-${ref}`));
  }],
  ["attach evidence to a control", MANAGER, "/controls/C-2", 2, async w => {
    const before = show("control", "C-2").evidence.length;
    await w.choose("main input[type=file]", file(`log-${w.script}.txt`, "restored " + w.script));
    await w.go("main form.drop button");
    return show("control", "C-2").evidence.length === before + 1;
  }],
  ["from a row of the SoA to a file of evidence", MANAGER, "/soa", 2, async w => {
    await w.go("main a[href='/soa/A.8.13']");
    await w.go("section[aria-labelledby=h-evidence] a[href$='/file/file']");
    return w.answer.status() === 200 && /attachment/.test(w.answer.headers()["content-disposition"]);
  }],
  ["the Statement of Applicability as a workbook", MANAGER, "/soa", 2, async w => {
    await w.press("main summary::-p-text(Export)");
    await w.go("main .drop-m a[href='/soa.xlsx']");
    return w.got("spreadsheetml");
  }],
  ["any list as a workbook", MANAGER, "/risks", 2, async w => {
    const lists = w.script ? ["risks"] : ["risks", "assets", "controls", "evidence_items", "parties", "tasks", "people"];
    for (const plural of lists) {
      w.clicks = 0;
      await w.at("/" + plural);
      await w.press("main summary::-p-text(Export)");
      await w.go("main .drop-m a[href*='export.xlsx']");
      if (!w.got("spreadsheetml")) return false;
    }
    return true;
  }],
  ["decide on a row of the SoA", MANAGER, "/soa", 2, async w => {
    const words = "Rented rooms have it. " + w.script;
    await w.go("main a[href='/soa/A.7.4']");
    await w.type("#f-justification", words);
    await w.go("main button::-p-text(Save the decision)");
    return all("statement", "number=A.7.4")[0].justification === words;
  }],
  ["add a risk: four fields", MANAGER, "/", 3, async w => {
    const title = "Counted risk " + w.script;
    if (w.script) { await w.page.keyboard.press("c"); w.clicks++; } else await w.press(".top [popovertarget=add]");
    await w.go("#add a[href='/risks/new']");
    for (const [field, text] of [["title", title], ["cause", "Somebody counts"], ["event", "and a number is wrong"], ["impact", "so nobody believes it"]])
      await w.type("#f-" + field, text);
    await w.go("main button.main");
    return show("risk", title).cause === "Somebody counts";
  }],
  ["the risks of one cell of the matrix", MANAGER, "/risks", 1, async w => {
    await w.go("main svg a.hit");
    return (await w.page.$$("main table.cards tbody tr")).length > 0 && w.page.url().includes("where=");
  }],
  ["change one value in its place", MANAGER, "/risks/R-12", 2, async w => {
    const words = "Masking is forgotten. " + w.script;
    await w.go("#v-cause + dd .edit");
    await w.type("#f-cause", words);
    await w.go("main form.inline button.main");
    return show("risk", "R-12").cause === words;
  }],
  ["another owner for all risks of a filter", MANAGER, "/risks?where=owner%3DP-5", 3, async w => {
    const want = w.script ? "P-4" : "P-5";
    if (!w.script) await w.at("/risks?where=owner%3DP-4");
    const before = all("risk", `owner=${w.script ? "P-5" : "P-4"}`).length;
    await w.press("#bulk input[name=all]");
    await w.pick("#bulk-field", "owner");
    await w.go("#bulk button[value=choose]");
    await w.pick("#f-owner", want);
    await w.go("main button[value=do]");
    return before > 2 && all("risk", `owner=${w.script ? "P-5" : "P-4"}`).length === 0;
  }],
  ["and undone", MANAGER, "/risks", 1, async w => {
    await w.go("[data-undo] button");
    return all("risk", "owner=P-5").length > 0 && /as before/.test(await w.text());
  }],
  ["the status of twenty controls", MANAGER, "/controls", 5, async w => {
    const want = w.script ? "partial" : "planned", before = all("control", "status=" + want).length;
    await w.press("#bulk input[name=all]");
    await w.pick("#bulk-field", "status");
    await w.go("#bulk button[value=choose]");
    await w.pick("#f-status", want);
    await w.go("main button[value=preview]");
    await w.go("main button[value=do]");
    return all("control", "status=" + want).length >= before + 20;
  }],
  ["accept a risk with one's signature", OWNER, "/", 3, async w => {
    const before = all("acceptance").length;
    await w.go("main a[href^='/acceptances/room']");
    await w.go("main .sheet form button.main");
    return all("acceptance").length === before + 1;
  }],
  ["accept a risk from its page", OWNER, w => "/risks/" + show("risk", "To accept on its page " + w.script).ref, 3, async w => {
    const before = all("acceptance").length;
    await w.go("main a::-p-text(Accept or decide)");
    await w.pick("#f-kind", "residual_acceptance");
    await w.type("#f-statement", "Agreed: what is left is worth the effort it would take.");
    await w.go("main form button.main");
    return all("acceptance").length === before + 1;
  }],
  ["approve a version of a document", TOP, "/", 2, async w => {
    const ref = all("document_version", "status=review")[0].ref;
    await w.go(`main a.t[href='/document_versions/${ref}']`);
    await w.go("main button[value=approved]");
    return show("document_version", ref).status === "approved";
  }],
  ["everything as it was on a day", MANAGER, "/risks", 2, async w => {
    await w.press(".top [popovertarget=asof]");
    await w.type("#asof input[type=date], #asof input[name=when]", w.script ? "03312026" : "03312026");
    await w.go("#asof button");
    const then = /as it was on/.test(await w.text("main"));
    w.back = w.clicks;
    await w.go("main button[name=today]");
    w.clicks = w.back;
    return then && !/as it was on/.test(await w.text("main"));
  }],
  ["keep a view of a list", MANAGER, "/risks?where=status%3Dopen&sort=-current_level", 2, async w => {
    await w.press("[data-views] summary");
    await w.type("#view-title", "Worst first " + w.script);
    await w.go("[data-views] button::-p-text(Keep)");
    return (await w.page.$eval("[data-views]", d => d.textContent)).includes("Worst first " + w.script);
  }],
  ["take a list in", MANAGER, "/assets", 3, async w => {
    const title = "Imported " + w.script;
    await w.go("main a[href='/assets/import']");
    await w.choose("#f-file", file("assets.csv", `Title;Kind\n${title};supporting\n`));
    await w.go("main button[value=do]");
    return show("asset", title).kind === "supporting";
  }],
  ["find any record", MANAGER, "/", 1, async w => {
    await w.type(".find input", "R-12");
    w.clicks++;
    const answer = w.script ? Promise.resolve() : w.page.waitForNavigation();
    await w.page.keyboard.press("Enter");
    await answer;
    if (w.script) await w.page.waitForFunction(() => location.pathname === "/risks/R-12", { timeout: 5000 });
    return w.path === "/risks/R-12";
  }],
  ["what is missing for a clause, and where to put it right", MANAGER, "/", 2, async w => {
    await w.go("main a[href='/readiness']");
    await w.go("main .findings a::-p-text(Put it right)");
    return w.path !== "/readiness";
  }],
  ["compare the SoA with its last approved version", MANAGER, "/soa", 2, async w => {
    await w.go("main a[href^='/soa/diff']");
    return /What changed/.test(await w.text("main h1"));
  }],
];

/* Six questions with the workbook that an organisation has, from the home page of a new database to the path. */
const SETUP = ["the set-up with a workbook", null, "/", 9, async w => {
  const next = () => w.go("main form .btns button[value=next]");
  await w.go("main a[href^='/setup']");
  await next();
  await w.type("#f-headcount", "20");
  await next();
  await w.pick("#f-sector", "software");
  await next();
  await next();
  await w.page.$eval("#f-wanted", (i, day) => { i.value = day; }, wanted()); /* how a browser wants days typed differs */
  await next();
  await w.choose("#f-file", file("assets.xlsx", workbook([["Asset", "Kind", "Confidentiality", "Next review"], ["Press <no. 4>", "supporting", 2, new Date("2030-01-31")], ["Order book", "business", 1, null]])));
  await next();
  const review = await w.text();
  await w.go("main form[action='/setup/make'] button");
  const titles = cliOf(w.db, "asset", "list").items, scope = cliOf(w.db, "scope", "list").items;
  return w.path === "/path" && /assets\.xlsx: 2 rows, assets/.test(review) && titles.map(a => a.title).sort().join() === "Order book,Press <no. 4>" &&
    titles.some(a => a.review_on === "2030-01-31") && scope.length === 1 && scope[0].headcount === 20 && cliOf(w.db, "risk", "list").items.length > 5;
}];
const wanted = () => new Date(Date.now() + 300 * 86400000).toISOString().slice(0, 10);

async function setUp(script) {
  const at = JSON.parse(process.env.NEW)[script ? 0 : 1], page = await founder({ at, script });
  const walk = Object.assign(new Walk(page, script, at.url), { db: at.db });
  await count(SETUP, walk);
  await done(page);
}

function prepare() {
  const proof = file("restore.txt", "restored in 40 minutes");
  const control = all("statement", "number=A.8.13")[0].controls[0].ref;
  cli("evidence", "add", "title=Restore of today", "file=" + proof, "controls=" + control);
  for (const where of ["in the room", "on its page"])
    for (const script of [true, false])
      cli("risk", "add", `title=To accept ${where} ${script}`, "owner=P-4", "scope=SC-1", "current_likelihood=2", "current_consequence=2");
  for (const document of ["D-2", "D-3"]) {
    const v = cli("document_version", "add", "document=" + document, "body=New text");
    cli("document_version", "edit", v.ref, "status=review");
  }
}

/* One session a person, with and without script. */
const sessions = new Map();
async function session(person, script) {
  const key = `${person} ${script}`;
  if (!sessions.has(key)) sessions.set(key, await signIn({ person, script }));
  return sessions.get(key);
}

async function count([what, , start, bar, work], walk) {
  const name = `${what}${walk.script ? "" : ", without script"}`;
  try {
    await walk.at(typeof start === "function" ? start(walk) : start);
    const ok = await work(walk);
    promise(ok && walk.clicks <= bar, `${name}: ${walk.clicks} of ${bar} clicks`, ok ? "" : `not done at ${walk.path}: ${(await walk.text("body")).slice(0, 300)}`);
  } catch (e) {
    promise(false, name, `${e.message} at ${walk.path} after ${walk.clicks}`);
  }
}

async function one(task, script) {
  const page = task[1] ? await session(task[1], script) : await fresh({ script });
  await count(task, new Walk(page, script));
  if (!task[1]) await done(page);
}

export default async function tasks() {
  prepare();
  const only = process.env.TASK;
  for (const script of [true, false])
    for (const task of TASKS)
      if (!only || task[0].includes(only)) await one(task, script);
  for (const script of [true, false])
    if (!only || SETUP[0].includes(only)) await setUp(script);
  for (const page of sessions.values()) await done(page);
}

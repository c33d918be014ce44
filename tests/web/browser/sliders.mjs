/* The sliders of a risk in money, dragged with the pointer: the curve follows while they move, the figures beside them too, and an
 * answer that was slow never stands over a newer one. */
import { done, promise, signIn, url } from "./lib.mjs";

const part = r => new URL(r.url()).searchParams.get("part") === "1";
const curve = page => page.$eval("#drawn svg", s => s.outerHTML);
const settle = page => page.waitForNetworkIdle({ idleTime: 150, timeout: 20000 });

/* A hold on the knob; drag(t) goes to that part of the way along the slider. */
async function hold(page, selector) {
  const slider = await page.waitForSelector(selector, { visible: true });
  await slider.scrollIntoView();
  const box = await slider.boundingBox(), knob = await slider.evaluate(s => s.value / s.max);
  const x = t => box.x + 8 + (box.width - 16) * t, y = box.y + box.height / 2;
  await page.mouse.move(x(knob), y);
  await page.mouse.down();
  return { drag: t => page.mouse.move(x(t), y, { steps: 4 }), drop: () => page.mouse.up() };
}

async function follows(page, selector) {
  const field = "#" + await page.$eval(selector, s => s.dataset.for), asked = [];
  const note = r => { if (part(r)) asked.push(new URL(r.url()).searchParams); };
  page.on("request", note);
  const before = { curve: await curve(page), value: +await page.$eval(field, i => i.value) };
  const held = await hold(page, selector);
  const seen = new Set([before.curve]), values = [before.value];
  for (const t of [0.35, 0.5, 0.65, 0.8]) {
    await held.drag(t);
    const was = [...seen];
    await page.waitForFunction(old => !old.includes(document.querySelector("#drawn svg")?.outerHTML), { timeout: 10000 }, was).catch(() => {});
    seen.add(await curve(page));
    values.push(+await page.$eval(field, i => i.value));
  }
  promise(seen.size === 5 && asked.length >= 4 && asked.every(a => a.get("drag") === "1"), "the curve is drawn again at each place while the knob is held", `${seen.size} curves, ${asked.length} questions`);
  promise(values.slice(2).every((v, i) => v > values[i + 1]), "and the field beside it says what the knob stands at", values.join(" "));
  await held.drop();
  await settle(page);
  promise(!asked.at(-1).has("drag"), "let go, the fine curve is asked for");
  page.off("request", note);
  const name = field.slice(3);
  const typed = await page.$eval(field, i => [i.name, i.value]);
  promise(asked.at(-1).get(typed[0]) === typed[1], "with the value that the field says", `${name}: ${asked.at(-1)}`);
  return field;
}

/* The lines of a curve as the server draws them for what the form holds now, asked apart. */
const lines = html => [...html.matchAll(/ d="([^"]+)"/g)].map(m => m[1]).join("|");
const wanted = async page => lines((await page.evaluate(async () => {
  const form = document.querySelector("form[data-live]"), u = new URL(form.action);
  u.search = new URLSearchParams(new FormData(form));
  u.searchParams.set("part", "1");
  return (await fetch(u)).text();
})).match(/<figure[^]*?<\/svg>|<svg class="lec[^]*?<\/svg>|<svg[^]*?<\/svg>/g).join(""));
const all = page => page.$$eval("#drawn svg", a => a.map(s => s.outerHTML).join(""));

/* The first answer comes two seconds late, or never: what stands there in the end belongs to the last place. */
async function hindered(page, selector, field, how) {
  let first = true, hindered = 0, asked = 0;
  await page.setRequestInterception(true);
  const hinder = async r => {
    const this_one = part(r) && first;
    if (part(r)) { first = false; asked++; }
    if (this_one) hindered++;
    if (this_one && how === "lost") return r.abort();
    if (this_one) await new Promise(go => setTimeout(go, 2000));
    r.continue().catch(() => {}); /* one that was given up meanwhile */
  };
  page.on("request", hinder);
  await page.evaluate(() => {
    window.puts = []; /* whatever is put in place, in order */
    window.watch?.disconnect();
    window.watch = new MutationObserver(() => { const s = document.querySelector("#drawn svg"); if (s) window.puts.push(s.outerHTML); });
    window.watch.observe(document.querySelector("#drawn"), { childList: true });
  });
  const before = await all(page), held = await hold(page, selector);
  for (const t of how === "late" ? [0.2, 0.45, 0.9] : [0.7, 0.4, 0.15]) await held.drag(t);
  await held.drop();
  await page.waitForFunction(() => window.puts.length > 0, { timeout: 15000 });
  await new Promise(go => setTimeout(go, 2500));
  await settle(page);
  page.off("request", hinder);
  await page.setRequestInterception(false);
  const end = await all(page);
  promise(hindered === 1 && asked >= 2 && end !== before, `an answer that was ${how}: others were asked for`, `${asked} questions`);
  promise(lines(end).length > 50 && lines(end) === await wanted(page), "what stands there in the end is the curve of the last place", `${lines(end).slice(0, 200)}\n    ${(await wanted(page)).slice(0, 200)}`);
  promise(await page.evaluate(() => window.puts.at(-1) === document.querySelector("#drawn svg").outerHTML), "and nothing older came over it");
  const at = await page.$eval(selector, s => s.value / s.max), value = +await page.$eval(field, i => i.value);
  promise(how === "late" ? at > 0.8 && value > 0 : at < 0.25, "the field and the knob stand there too", `${value} at ${at}`);
}

export default async function sliders() {
  const page = await signIn();
  await page.goto(url + "/risks/R-1/money");
  const selector = "form[data-live] input[type=range]";
  const field = await follows(page, selector);
  await hindered(page, selector, field, "late");
  await hindered(page, selector, field, "lost");
  const complaints = page.complaints.filter(c => !/ERR_FAILED/.test(c)); /* the question that was lost */
  promise(!complaints.length, "no other complaint", complaints.join(" | "));
  await done(page);
}

/* Ctrl+K: go somewhere, create something, find a record. The same search as /search, in a dialog with a combobox. */
import { $, $$, fill, make, parse, say } from "./dom.js";
import { go } from "./swap.js";

let dialog, input, list, asking = false;

function places(words) {
  const found = [], seen = new Set();
  const add = (text, href, kind) => {
    if (seen.has(href) || !text.toLowerCase().includes(words)) return;
    seen.add(href);
    found.push({ text, href, kind });
  };
  $$(".side .nav a").forEach(a => add(a.textContent.trim(), a.getAttribute("href"), _("go to")));
  $$("#add a").forEach(a => add(fill(_("New: {}"), a.textContent.trim()), a.getAttribute("href"), _("create")));
  $$("main .head .btns a").forEach(a => add(a.textContent.trim(), a.getAttribute("href"), _("on this page")));
  return found.slice(0, words ? 6 : 12);
}

async function records(words) {
  const answer = await fetch("/search?q=" + encodeURIComponent(words), { headers: { "X-Swap": "hits" } });
  if (!answer.ok) return [];
  const page = parse(await answer.text());
  if (answer.redirected) /* the words were the code of one record */
    return [{ text: words.toUpperCase() + " " + ($("h1", page)?.textContent ?? ""), href: new URL(answer.url).pathname, kind: _("open"), exact: true }];
  return $$(".hits > li", page).filter(li => $("a", li)).slice(0, 20).map(li => ({
    text: $(".ref", li).textContent + " " + ($("a.t", li)?.textContent ?? ""),
    href: $("a", li).getAttribute("href"), kind: $(".end", li)?.textContent ?? "",
  }));
}

function show(items) {
  list.replaceChildren(...items.map((item, i) => {
    const option = make("div", { role: "option", id: "po-" + i, "aria-selected": "false" }, item.text, make("small", {}, item.kind));
    option.dataset.href = item.href;
    return option;
  }));
  choose(0);
}

function choose(i) {
  const all = [...list.children], n = all.length;
  const at = n ? (i + n) % n : -1;
  all.forEach((option, k) => option.setAttribute("aria-selected", k === at));
  all[at]?.scrollIntoView({ block: "nearest" });
  if (n) input.setAttribute("aria-activedescendant", "po-" + at);
  else input.removeAttribute("aria-activedescendant");
}

const current = () => [...list.children].findIndex(o => o.getAttribute("aria-selected") === "true");

function follow() {
  const option = list.children[current()], words = input.value.trim();
  dialog.close();
  if (option) go(new URL(option.dataset.href, location.href));
  else if (words) location.assign("/search?q=" + encodeURIComponent(words));
}

function typed() {
  const words = input.value.trim();
  show(places(words.toLowerCase()));
  if (words.length > 1 && !asking) ask();
}

/* One question at a time, the next with what stands there by then: nothing waits for a pause in the typing. */
async function ask() {
  asking = true;
  for (let words; dialog.open && words !== (words = input.value.trim()) && words.length > 1;) {
    const hits = await records(words).catch(() => []);
    if (words !== input.value.trim()) continue;
    const near = places(words.toLowerCase());
    /* a code such as R-12 is meant before anything that merely holds it */
    show(hits[0]?.exact ? [...hits, ...near] : [...near, ...hits]);
    say(fill(_("{} found"), list.children.length));
  }
  asking = false;
}

function build() {
  input = make("input", { type: "text", role: "combobox", "aria-expanded": "true", "aria-controls": "po", "aria-autocomplete": "list",
    "aria-label": _("Search, go to, create"), autocomplete: "off", spellcheck: "false", placeholder: _("Search, go to, create: a word, or a code such as R-12") });
  list = make("div", { role: "listbox", id: "po", "aria-label": _("Found") });
  dialog = make("dialog", { class: "palette", "aria-label": _("Search") }, input, list,
    make("p", {}, make("kbd", {}, "\u2191"), " ", make("kbd", {}, "\u2193"), ` ${_("choose")}, `, make("kbd", {}, "Enter"), ` ${_("open")}, `, make("kbd", {}, "Esc"), ` ${_("close")}`));
  input.oninput = typed;
  input.onkeydown = event => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) choose(current() + step);
    else if (event.key === "Enter") follow();
    else return;
    event.preventDefault();
  };
  list.onclick = event => {
    const option = event.target.closest("[role=option]");
    if (option) { choose([...list.children].indexOf(option)); follow(); }
  };
  dialog.onclick = event => { if (event.target === dialog) dialog.close(); };
  document.body.append(dialog);
}

export function openPalette(words = "") {
  if (!dialog) build();
  if (dialog.open) return;
  input.value = words;
  dialog.showModal();
  typed();
}

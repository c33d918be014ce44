/* Single letters (WCAG 2.1.4: the settings switch them off), never while typing. */
import { $, $$, cookie, isTyping, make } from "./dom.js";
import { go } from "./swap.js";
import { openPalette } from "./palette.js";

const PLACES = { h: ["/", _("go to home")], w: ["/work", _("go to my work")], p: ["/path", _("go to path")], a: ["/assets", _("go to assets")],
  r: ["/risks", _("go to risks")], s: ["/soa", _("go to Statement of Applicability")], c: ["/controls", _("go to controls")],
  e: ["/evidence", _("go to evidence")], d: ["/documents", _("go to documents")], t: ["/tasks", _("go to tasks")] };
let waiting = 0;

const rows = () => $$("main tbody tr").filter(r => $("th a, td a", r) && r.offsetParent);

function move(step) {
  const all = rows(), now = all.findIndex(r => r.classList.contains("here"));
  const next = all[Math.max(0, Math.min(all.length - 1, now < 0 ? 0 : now + step))];
  if (!next) return;
  all[now]?.classList.remove("here");
  next.classList.add("here");
  $("th a, td a", next).focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

function edit() {
  const here = $("tr.here th a") ?? $("tr.here td a"), at = here ? new URL(here.href).pathname : null;
  if (at) go(new URL(/^\/[a-z_]+\/[A-Z]+-\d+$/.test(at) ? at + "/edit" : at, location.href));
  else $("main .head .btns a[href$='/edit']")?.click();
}

const ROW = [["j  k", _("next row, row before")], ["Enter", _("open the row")], ["e", _("edit the row, or this record")], ["x", _("choose the row")]];
function help() {
  const all = [["Ctrl K", _("search, go to, create")], ["/", _("filter this list")], ["c", _("create")], ...ROW, ["?", _("this list")],
    ...Object.entries(PLACES).map(([key, [, name]]) => ["g  " + key, name])];
  const shut = make("button", { class: "btn s", type: "button" }, _("Close"));
  const dialog = make("dialog", { "aria-labelledby": "kh" }, make("header", {}, make("h2", { id: "kh" }, _("Keys")), shut),
    make("div", { class: "in" }, make("dl", { class: "keys" }, ...all.flatMap(([key, text]) => [make("dt", {}, ...key.split("  ").flatMap(k => [make("kbd", {}, k), " "])), make("dd", {}, text)]))));
  shut.onclick = () => dialog.close();
  dialog.onclose = () => dialog.remove();
  document.body.append(dialog);
  dialog.showModal();
}

const ACTIONS = {
  "/": () => ($("main [data-key='/']") ?? $("main #filter") ?? $(".find input")).focus(),
  c: () => $("#add")?.togglePopover(),
  j: () => move(1), k: () => move(-1), e: edit, "?": help,
  x: () => $("tr.here .sel input")?.click(),
};

addEventListener("keydown", event => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k" && $(".app")) {
    event.preventDefault();
    openPalette();
    return;
  }
  if (event.key === "Escape") $$("details.drop-m[open]").forEach(d => { d.open = false; if (d.contains(document.activeElement)) $("summary", d).focus(); });
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || $("dialog[open]") || cookie("keys") === "off" || !$(".app")) return;
  if (waiting && Date.now() - waiting < 1500 && PLACES[event.key]) {
    waiting = 0;
    event.preventDefault();
    go(new URL(PLACES[event.key][0], location.href));
    return;
  }
  waiting = event.key === "g" ? Date.now() : 0;
  if (ACTIONS[event.key]) {
    event.preventDefault();
    ACTIONS[event.key]();
  }
});

/* the first entry of the New menu takes focus, so that arrows of the page are not needed */
$("#add")?.addEventListener("toggle", event => { if (event.newState === "open") $("a", event.target)?.focus(); });

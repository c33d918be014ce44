/* Sliders that redraw while they are dragged: the form goes to its own address for the part that follows it. One question at a
 * time, the latest wins; while dragging a coarser grid answers, at rest the fine one. */
import { $, $$, parse } from "./dom.js";

const three = x => Number(x.toPrecision(3));
const value = s => { /* of a slider, in the unit of its number field */
  const low = +s.dataset.low, high = +s.dataset.high, t = s.value / s.max;
  return three("log" in s.dataset ? low * (high / low) ** t : low + t * (high - low));
};
const place = (s, x) => {
  const low = +s.dataset.low, high = +s.dataset.high;
  const t = "log" in s.dataset ? Math.log(x / low) / Math.log(high / low) : (x - low) / (high - low);
  if (Number.isFinite(t)) s.value = Math.round(s.max * Math.min(Math.max(t, 0), 1));
};
const plain = x => x < 1e-6 ? "0" : x.toLocaleString("en", { useGrouping: false, maximumFractionDigits: 7 });

let busy = false, wanted = null;

async function redraw(form, drag) {
  wanted = { form, drag };
  if (busy) return;
  busy = true;
  while (wanted) {
    const now = wanted, url = new URL(now.form.action);
    wanted = null;
    url.search = new URLSearchParams(new FormData(now.form));
    url.searchParams.set("part", "1");
    if (now.drag) url.searchParams.set("drag", "1");
    try {
      const answer = await fetch(url, { credentials: "same-origin" });
      if (!answer.headers.get("Content-Type")?.startsWith("text/html")) continue;
      const open = $("#drawn details")?.open;
      const fresh = parse(await answer.text()).body;
      if (!now.form.isConnected) continue;
      if (open && $("details", fresh)) $("details", fresh).open = true;
      document.getElementById(now.form.dataset.live).replaceChildren(...fresh.childNodes);
    } catch { /* the button still works, and what was wanted meanwhile is asked for */ }
  }
  busy = false;
}

addEventListener("input", event => {
  const form = event.target.closest?.("form[data-live]");
  if (!form) return;
  if (event.target.type === "range") document.getElementById(event.target.dataset.for).value = plain(value(event.target));
  else $$("input[type=range]", form).filter(s => s.dataset.for === event.target.id).forEach(s => place(s, +event.target.value));
  redraw(form, true);
});
addEventListener("change", event => {
  const form = event.target.closest?.("form[data-live]");
  if (form) redraw(form, false);
});

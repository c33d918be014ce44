/* Forms: what was typed is not lost by accident; long text is kept as a draft; uploads show how far they are; toasts go away. */
import { $, $$, fill, make, say } from "./dom.js";
import { place } from "./swap.js";

let dirty = null;

/* True when the page may be left. */
export function leave() {
  if (!dirty?.isConnected || confirm(_("What you typed here is not saved. Leave without saving?"))) {
    dirty = null;
    return true;
  }
  return false;
}

addEventListener("beforeunload", event => { if (dirty?.isConnected) event.preventDefault(); });
addEventListener("input", event => {
  const form = event.target.form;
  if (form?.method === "post" && form.closest("main") && !form.matches("[data-bulk], .door form")) {
    dirty = form;
    keepSoon(form);
  }
});

/* A form marked data-draft is kept as a draft two seconds after the last key; its field draft_of names it. */
let timer = 0;
function keepSoon(form) {
  clearTimeout(timer);
  if (form.dataset.draft) timer = setTimeout(() => keep(form), 2000);
}
async function keep(form) {
  const data = new FormData(form);
  for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
  try {
    /* never to the form's own address: that would save the record itself */
    const answer = await fetch("/drafts", { method: "POST", body: new URLSearchParams(data), headers: { "X-Draft": "1" } });
    const state = $("[data-draft-state]", form); /* read out when it changes: it is a status */
    if (answer.ok && state) state.textContent = fill(_("Draft kept, {}"), await answer.text());
  } catch { /* the next key tries again */ }
}

/* Files go by XMLHttpRequest: fetch cannot tell how much was sent. */
function upload(form, submitter) {
  const request = new XMLHttpRequest(), bar = make("progress", { max: 1, value: 0, "aria-label": _("Upload") });
  submitter?.after(bar);
  request.open("POST", form.action);
  request.setRequestHeader("X-Swap", "main");
  request.upload.onprogress = event => { if (event.lengthComputable) bar.value = event.loaded / event.total; };
  request.onload = () => {
    const there = new URL(request.responseURL);
    if (there.href !== location.href && request.status < 400) history.pushState({}, "", there);
    if (!place(request.responseText, there)) location.assign(there);
  };
  request.onerror = () => { bar.remove(); say(_("The file could not be sent. Nothing was changed.")); dirty = form; };
  request.send(new FormData(form, submitter));
}

addEventListener("submit", event => {
  const form = event.target;
  clearTimeout(timer);
  if (event.defaultPrevented || form.method !== "post") return;
  dirty = null;
  if (!event.submitter?.hasAttribute("formaction") && $$("input[type=file]", form).some(i => i.files.length)) {
    event.preventDefault();
    upload(form, event.submitter);
  }
});

/* Files may be dropped where one can be chosen. */
addEventListener("dragover", event => { if (event.target.closest?.(".drop")) event.preventDefault(); });
addEventListener("drop", event => {
  const input = $("input[type=file]", event.target.closest?.(".drop") ?? document.createElement("p"));
  if (!input || !event.dataTransfer.files.length) return;
  event.preventDefault();
  input.files = event.dataTransfer.files;
  input.dispatchEvent(new Event("input", { bubbles: true }));
});

/* Rows chosen in a list: counted where the bulk bar says so. */
function countChosen() {
  const place = $("[data-bulk-count]");
  if (!place) return;
  const n = $$(".sel input:checked").length;
  place.textContent = n ? fill(_("{} chosen"), n) : _("With those chosen");
}
let last = null;
addEventListener("click", event => {
  const box = event.target.closest?.("tbody .sel input");
  if (box) {
    const all = $$("tbody .sel input");
    if (event.shiftKey && last?.isConnected) {
      const [a, b] = [all.indexOf(last), all.indexOf(box)].sort((x, y) => x - y);
      all.slice(a, b + 1).forEach(i => { i.checked = box.checked; });
    }
    last = box;
    countChosen();
  }
  /* an open menu closes by a click elsewhere */
  $$("details.drop-m[open]").forEach(d => { if (!d.contains(event.target)) d.open = false; });
});

/* After a page was put in place, and at the start. */
export function ready() {
  dirty = null;
  const head = $("thead .sel");
  if (head && $("tbody .sel")) {
    const all = make("input", { type: "checkbox", "aria-label": _("Choose all on this page") });
    all.onchange = () => { $$("tbody .sel input").forEach(i => { i.checked = all.checked; }); countChosen(); };
    head.replaceChildren(all);
  }
  countChosen();
  $$(".toast").forEach(t => {
    let wait = setTimeout(() => t.remove(), 8000);
    t.onpointerenter = t.onfocusin = () => clearTimeout(wait);
    t.onpointerleave = t.onfocusout = () => { wait = setTimeout(() => t.remove(), 4000); };
  });
}

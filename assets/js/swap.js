/* Links and GET forms inside the program fetch what lies in <main> and put it in place: same address, same handler, the page
 * without its shell. Whatever does not go as expected becomes a normal navigation. */
import { $, $$, parse, say } from "./dom.js";
import { leave, ready } from "./forms.js";

let running = null;

const isPage = url => url.origin === location.origin && !/\.(csv|xlsx|json|html|pdf|svg|txt)$|\/file\/|^\/(static|api)\//.test(url.pathname);

/* Where focus was, as long as the page stays the same but for its filter. */
function refocus(same, hash) {
  const inline = $("main form.inline :is(input, select, textarea):not([type=hidden])");
  if (inline) { inline.focus(); return; }
  const target = hash && document.getElementById(decodeURIComponent(hash.slice(1)));
  if (target) { target.scrollIntoView(); return; }
  const errors = $("main .errors");
  const before = same && document.getElementById(same);
  const focus = errors || before || $("main h1");
  if (!before) scrollTo(0, 0);
  if (!focus) return;
  if (!focus.matches("a, button, input, select, textarea, summary")) focus.tabIndex = -1;
  focus.focus({ preventScroll: true });
  if (before) say($("main caption")?.textContent ?? "");
}

/* Puts the answer's text in place; false when it is no fragment. */
export function place(text, url, same) {
  if (/^\s*<!doctype/i.test(text)) return false;
  const whole = parse(text), fragment = whole.body, menu = $("template", whole); /* a parser moves it to the head */
  if (!$("h1", fragment)) return false;
  if (menu) {
    $(".side .nav > ul").replaceChildren(...menu.content.childNodes);
    menu.remove();
  }
  $$(":popover-open").forEach(p => p.hidePopover());
  $("main").replaceChildren(...fragment.childNodes);
  document.title = $("main h1").textContent + " - Muniment";
  $$(".top input[name=back]").forEach(i => { i.value = url.pathname + url.search; });
  ready();
  refocus(same, url.hash);
  return true;
}

export async function go(url, { push = true, y = null } = {}) {
  if (!leave()) return;
  running?.abort();
  const mine = running = new AbortController();
  const samePage = url.pathname === location.pathname;
  const same = samePage && document.activeElement?.id;
  document.body.classList.add("busy");
  try {
    const answer = await fetch(url, { headers: { "X-Swap": "main" }, signal: mine.signal, credentials: "same-origin" });
    const text = answer.ok && answer.headers.get("Content-Type")?.startsWith("text/html") ? await answer.text() : "<!doctype";
    const there = new URL(answer.url);
    there.hash = url.hash;
    if (push) {
      history.replaceState({ y: scrollY }, "");
      history.pushState({}, "", there);
    }
    if (!place(text, there, same)) location.replace(url);
    else if (y !== null) scrollTo(0, y);
  } catch (problem) {
    if (problem.name !== "AbortError") location.assign(url);
  } finally {
    if (running === mine) document.body.classList.remove("busy");
  }
}

addEventListener("click", event => {
  const link = event.target.closest?.("a[href]");
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  if (link.target || link.hasAttribute("download") || !$(".app")) return;
  const url = new URL(link.href, location.href); /* of links in SVG, href is an object */
  if (link instanceof SVGElement) url.href = new URL(link.getAttribute("href"), location.href).href;
  if (!isPage(url)) return;
  if (url.pathname === location.pathname && url.search === location.search && url.hash) return; /* a jump within the page */
  event.preventDefault();
  go(url);
});

addEventListener("submit", event => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "get" || !$(".app")) return;
  const url = new URL(form.action);
  url.search = new URLSearchParams(new FormData(form, event.submitter));
  event.preventDefault();
  go(url);
});

history.scrollRestoration = "manual";
let shown = location.pathname + location.search;
addEventListener("popstate", event => {
  if (location.pathname + location.search === shown) return; /* only the part after # changed */
  go(new URL(location.href), { push: false, y: event.state?.y ?? 0 });
});
new MutationObserver(() => { shown = location.pathname + location.search; }).observe($("main"), { childList: true });

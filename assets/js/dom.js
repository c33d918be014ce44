/* Small tools that the others share. */
export const $ = (selector, from = document) => from.querySelector(selector);
export const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
export const cookie = name => document.cookie.split("; ").find(c => c.startsWith(name + "="))?.slice(name.length + 1);

/* make("li", { class: "x" }, "text", node ...) */
export function make(tag, attributes = {}, ...inside) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...inside);
  return node;
}

/* What came from our own server is the only text that becomes markup, and only here. A document made by the parser runs no
 * script; the policy's name is the one that the server allows. */
const policy = window.trustedTypes?.createPolicy("muniment", { createHTML: text => text }) ?? { createHTML: text => text };
export const parse = text => new DOMParser().parseFromString(policy.createHTML(text), "text/html");

/* A text with something in its place {}: a language may put it elsewhere. */
export const fill = (text, what) => text.replace("{}", () => what);

/* Said to those who listen, without moving them. */
const said = document.body.appendChild(make("p", { class: "vh", role: "status" }));
export function say(text) {
  said.textContent = "";
  setTimeout(() => { said.textContent = text; }, 60);
}

export const isTyping = target => target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

/* The editor of criteria: colours and words of the levels follow what is typed. Without this they follow when the form is sent. */
import { $, $$ } from "./dom.js";

const shade = (level, levels) => "k" + Math.ceil(level * 5 / levels);

function colour(select) {
  const cell = select.closest("td");
  cell.className = cell.className.replace(/\bk\d\b/, shade(+select.value, select.options.length));
}

addEventListener("input", event => {
  const form = event.target.closest?.("[data-design]");
  if (!form) return;
  if (event.target.matches("[data-cell]")) colour(event.target);
  const word = /^word_2_(\d+)$/.exec(event.target.name);
  if (word) for (const select of $$("[data-cell]", form)) select.options[word[1]].text = +word[1] + 1 + " " + event.target.value;
});

/* A number of steps that was chosen is used at once. */
addEventListener("change", event => {
  if (event.target.matches?.("[data-steps]")) event.target.form.requestSubmit($("[data-size]", event.target.form));
});

/* Criteria and matrix: colours and words of the levels follow what is typed (without this, when the form is sent); arrow keys. */
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

/* The matrix: arrow keys go from cell to cell, past those that open nothing. */
const steps = { ArrowUp: [1, 0], ArrowDown: [-1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
addEventListener("keydown", event => {
  const cell = event.target.closest?.(".mx [data-at]"), step = steps[event.key];
  if (!cell || !step) return;
  event.preventDefault();
  let [line, column] = cell.dataset.at.split(" ").map(Number);
  for (let i = 0; i < 10; i++) {
    line += step[0];
    column += step[1];
    const next = $(`[data-at="${line} ${column}"]`, cell.closest("svg"));
    if (next) return next.focus();
  }
});

/** Runs of system lines fold: a storm of pauses must not push people's words out of sight. */

import { icon } from "../icon.js";
import { interpolate, ngettext } from "./words.js";

const MOST = 5; // lines in a row that are all shown
const KEPT = 3; // the last ones of a longer run that stay in sight

const isLine = (/** @type {any} */ item) => Boolean(item?.matches?.(".note"));

/**
 * Fold or unfold the run in which an item stands. @param {any} item
 */
export function fold(item) {
  if (!isLine(item)) return;
  let first = item;
  while (isLine(first.previousElementSibling)) first = first.previousElementSibling;
  const run = [];
  for (let line = first; isLine(line); line = line.nextElementSibling) run.push(line);
  const lines = run.filter((line) => !line.matches(".note--fold"));
  const folds = run.filter((line) => line.matches(".note--fold"));
  const opened = folds.some((line) => line.hidden);
  for (const line of folds) line.remove();
  const away = lines.length > MOST && !opened ? lines.length - KEPT : 0;
  lines.forEach((line, n) => (line.hidden = n < away));
  if (lines.length > MOST) lines[0].before(folded(lines, away, opened));
}

/** The line that stands for those put away; hidden once they were asked for. */
function folded(lines, away, opened) {
  const line = /** @type {any} */ (document.createElement("li"));
  line.className = "note note--fold";
  line.order = lines[0].order - 0.5;
  line.hidden = opened;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "note__unfold";
  const words = ngettext("ещё %(count)s событие", "ещё %(count)s событий", away);
  button.append(icon("chevron-down"), interpolate(words, { count: away }));
  button.addEventListener("click", () => {
    line.hidden = true;
    for (const other of lines) other.hidden = false;
    lines[0].tabIndex = -1;
    lines[0].focus();
  });
  line.append(button);
  return line;
}

/** One message that was found, as something to press: who, where in the film, and the words marked. */

import { element, isolated } from "../room/chat-item.js";
import { clockText, gettext, interpolate } from "../room/words.js";
import { excerpt, marked } from "./hits.js";

/** @param {import("./reel.js").Line} line @param {string[]} words @returns {HTMLElement} */
export function hitItem(line, words) {
  const button = element("button", "hit");
  button.type = "button";
  button.title = interpolate(gettext("На %(time)s фильма"), { time: clockText(line.place) });
  const head = element("span", "hit__head");
  head.append(withMarks("b", "hit__author", line.author.name, words), element("span", "hit__place", clockText(line.place)));
  button.append(head, withMarks("span", "hit__text", excerpt(line.text, words), words));
  const item = element("li", "");
  item.dataset.testid = "hit";
  item.append(button);
  return item;
}

function withMarks(tag, name, text, words) {
  const part = isolated(tag, name, "");
  const pieces = marked(text, words).map((piece) => (piece.found ? element("mark", "hit__mark", piece.text) : piece.text));
  part.firstElementChild.append(...pieces);
  return part;
}

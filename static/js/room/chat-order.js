/** How lines stand in the chat's list: by number, under the name above, with the mark of the new. */

import { fold } from "./chat-fold.js";
import { element } from "./chat-item.js";
import { gettext } from "./words.js";

const TOGETHER = 5 * 60 * 1000; // ms in which messages of one author stand under one name

/** Put a line where its number (`order`) belongs. @param {HTMLElement} list @param {any} item */
export function place(list, item) {
  let before = /** @type {any} */ (list.lastElementChild);
  while (before && before.order > item.order) before = before.previousElementSibling;
  if (before) before.after(item);
  else list.prepend(item);
  for (const near of [item, item.nextElementSibling]) group(near);
  for (const near of [item.previousElementSibling, item, item.nextElementSibling]) fold(near);
}

/** Stand under the name above if it is the same author's, a moment ago. @param {any} item */
export function group(item) {
  if (!item?.matches?.(".message")) return;
  const above = item.previousElementSibling;
  const same = above?.dataset.author === item.dataset.author && !item.frame.reply_to;
  const soon = Math.abs(Number(item.dataset.at) - Number(above?.dataset.at)) < TOGETHER;
  item.toggleAttribute("data-follows", Boolean(same && soon));
}

/** The mark above what was not seen yet. @param {any} item its first line */
export function divideAbove(item) {
  const mark = element("li", "divider");
  mark.dataset.testid = "unread-mark";
  mark.order = item.order - 0.25;
  mark.append(element("span", "divider__words", gettext("Новые")));
  item.before(mark);
  group(item);
}

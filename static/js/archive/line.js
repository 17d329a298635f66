/** One line of an evening that is over: as in the room's chat, to be read and not to be touched. */

import { element, fillQuotes, messageItem, noteItem } from "../room/chat-item.js";
import { nameOfSign } from "../room/chat-signs.js";
import { interpolate } from "../room/words.js";

const TOGETHER = 180_000; // ms between two messages under one name

/** @param {import("./reel.js").Line} line @param {{id: string}} me @returns {any} */
export function lineItem(line, me) {
  const item = line.type === "chat.message" ? messageItem(line, me) : noteItem(line);
  item.dataset.seq = String(line.seq);
  item.dataset.place = String(line.place);
  if (line.type !== "chat.message") return item;
  if (line.reply_to) fillQuotes(item, { ...line.quoted, seq: line.reply_to });
  if (line.reactions.length && !line.deleted) item.append(signs(line.reactions));
  return item;
}

/** Under the name above, if it is the same author's, a moment ago. @param {any} item @param {any} above */
export function group(item, above) {
  if (!item.matches(".message")) return;
  const same = above?.dataset.author === item.dataset.author && !item.frame.reply_to;
  const soon = Math.abs(Number(item.dataset.at) - Number(above?.dataset.at)) < TOGETHER;
  item.toggleAttribute("data-follows", Boolean(same && soon));
}

/** @param {{emoji: string, by: {name: string}[]}[]} reactions */
function signs(reactions) {
  const row = element("p", "message__signs");
  for (const { emoji, by } of reactions) {
    const names = by.map(({ name }) => name).join(", ");
    const sign = element("span", "sign", emoji);
    sign.title = names;
    sign.setAttribute("role", "img");
    sign.setAttribute("aria-label", interpolate("%(sign)s: %(names)s", { sign: nameOfSign(emoji), names }));
    sign.append(element("span", "number", String(by.length)));
    row.append(sign);
  }
  return row;
}

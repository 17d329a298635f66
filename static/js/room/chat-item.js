/** One line of the chat as elements: a message or a system line. Text only, never HTML. */

import { avatar } from "../person.js";
import { systemLine } from "./chat-lines.js";
import { partsOf } from "./chat-text.js";
import { clockText, gettext, interpolate, timeOfDay } from "./words.js";

const LINES = 12; // of a text; what is longer is shown on request
const QUOTED = 90; // characters

/**
 * A message. `item.frame` is what it shows, `item.signs` where its reactions go.
 * @param {any} frame @param {{id: string}} me @returns {any}
 */
export function messageItem(frame, me) {
  const { author, at, id, position, reply_to: original, deleted } = frame;
  const item = element("li", "message");
  item.tabIndex = -1;
  item.dataset.testid = "chat-message";
  Object.assign(item.dataset, { author: author.id, at: String(at), client: id ?? "" });
  item.toggleAttribute("data-mine", author.id === me.id);
  item.toggleAttribute("data-deleted", Boolean(deleted));
  item.frame = frame;
  item.append(avatar(author.name, "small"), head(author.name, at));
  if (original && !deleted) item.append(quote(original));
  item.append(words(frame, me));
  if (typeof position === "number") item.querySelector(".message__text").after(place(position));
  item.toggleAttribute("data-for-me", Boolean(frame.mentions?.some((person) => person.id === me.id)));
  return item;
}

/** A line about what people did; null for what has no words. @param {any} frame @returns {any} */
export function noteItem(frame) {
  const text = systemLine(frame);
  if (!text) return null;
  const item = element("li", "note");
  item.dataset.event = frame.event;
  item.dataset.testid = "chat-system";
  const time = element("time", "note__time", timeOfDay(frame.at));
  item.append(isolated("span", "note__text", text), time);
  return item;
}

/** Take the words away. @param {any} item */
export function emptyItem(item) {
  item.dataset.deleted = "";
  item.removeAttribute("data-for-me");
  item.frame = { ...item.frame, text: "", deleted: true, mentions: undefined, reactions: undefined };
  for (const part of item.querySelectorAll(".message__quote, .message__more, .message__ask")) part.remove();
  const text = item.querySelector(".message__text");
  text.removeAttribute("data-long");
  text.textContent = gettext("Сообщение удалено");
}

/** Fill the quotes of a message, wherever they stand. @param {HTMLElement} list @param {any} frame */
export function fillQuotes(list, frame) {
  for (const part of list.querySelectorAll(`[data-quotes="${Number(frame.seq)}"]`)) fillQuote(part, frame);
}

/** @param {any} part @param {any} frame the original; without an author it is not there */
function fillQuote(part, frame) {
  part.dataset.filled = "";
  const gone = frame.deleted || !frame.author;
  const said = gone ? gettext("Сообщение удалено") : beginning(frame.text);
  const text = isolated("span", "message__quoted", said);
  part.replaceChildren(...(frame.author ? [isolated("b", "message__quoted-author", frame.author.name)] : []), text);
}

/** The beginning of a text on one line. @param {string} text @returns {string} */
export function beginning(text) {
  const signs = [...text.replace(/\s+/g, " ")];
  return signs.length > QUOTED ? `${signs.slice(0, QUOTED).join("")}…` : signs.join("");
}

function head(name, at) {
  const line = element("p", "message__head");
  const time = element("time", "message__time", timeOfDay(at));
  time.dateTime = new Date(at).toISOString();
  line.append(isolated("b", "message__author", name), time);
  return line;
}

function quote(seq) {
  const button = element("button", "message__quote");
  button.type = "button";
  button.dataset.quotes = String(seq);
  button.setAttribute("aria-description", gettext("Показать сообщение, на которое отвечают"));
  button.append(element("span", "message__quoted", "…"));
  return button;
}

/** The text with links and names marked, folded if it is a tower. */
function words({ text, mentions, deleted }, me) {
  if (deleted) return element("p", "message__text", gettext("Сообщение удалено"));
  const place = element("p", "message__text");
  place.dir = "auto";
  place.append(...partsOf(text, mentions).map((part) => node(part, me)));
  if (text.split("\n").length <= LINES) return place;
  const whole = document.createDocumentFragment();
  const more = element("button", "message__more", gettext("Показать целиком"));
  more.type = "button";
  place.dataset.long = "";
  more.addEventListener("click", () => {
    delete place.dataset.long;
    more.remove();
  });
  whole.append(place, more);
  return whole;
}

/** @param {import("./chat-text.js").Part} part */
function node({ text, href, mention }, me) {
  if (mention) {
    const name = isolated("mark", "mention", text);
    name.toggleAttribute("data-me", mention === me.id);
    return name;
  }
  if (!href) return document.createTextNode(text);
  const link = element("a", "message__link", text);
  Object.assign(link, { href, target: "_blank", rel: "noopener noreferrer nofollow ugc", title: href });
  return link;
}

/** Where the film stood: a click offers to go there. */
function place(position) {
  const button = element("button", "message__place", clockText(position));
  button.type = "button";
  button.dataset.position = String(position);
  button.title = interpolate(gettext("На %(time)s фильма"), { time: clockText(position) });
  return button;
}

/** @param {string} tag @param {string} name @param {string} [text] @returns {any} */
export function element(tag, name, text = "") {
  const made = document.createElement(tag);
  made.className = name;
  made.textContent = text;
  return made;
}

/** What people wrote, kept from turning the direction of what stands beside it. */
export function isolated(tag, name, text) {
  const made = element(tag, name);
  made.append(element("bdi", "", text));
  return made;
}

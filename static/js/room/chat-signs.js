/** Signs on messages: who put which, one's own put and taken off by a click, sent when the hand rests. */

import { element } from "./chat-item.js";
import { Refused } from "./requests.js";
import { gettext, interpolate } from "./words.js";

const REST = 350; // ms after the last click: five clicks are one change, or none

/** Functions, for the catalogue is asked at the time of need. @type {Record<string, () => string>} */
const NAMES = {
  "👍": () => gettext("нравится"),
  "❤️": () => gettext("люблю"),
  "😂": () => gettext("смешно"),
  "😮": () => gettext("ого"),
  "😢": () => gettext("грустно"),
  "🔥": () => gettext("огонь"),
  "👏": () => gettext("браво"),
  "🍿": () => gettext("попкорн"),
};

/** @param {string} emoji @returns {string} */
export const nameOfSign = (emoji) => NAMES[emoji]?.() ?? emoji;

export class Signs extends EventTarget {
  /** @param {(frame: object) => Promise<any>} request @param {{id: string, name: string}} me */
  constructor(request, me) {
    super();
    Object.assign(this, { request, me });
  }

  /** Show what a list says of a message. @param {any} item */
  fill(item) {
    item.signs = new Map();
    item.wishes = new Map(); // emoji → timer, while a click of mine waits for its answer
    for (const { emoji, by } of item.frame.reactions ?? []) {
      item.signs.set(emoji, new Map(by.map(({ id, name }) => [id, name])));
    }
    show(item, this);
  }

  /** Somebody put a sign or took it off. @param {any} item @param {{emoji: string, by: any, on?: boolean}} frame */
  take(item, { emoji, by, on = true }) {
    if (!item?.signs || item.frame.deleted) return;
    if (by.id === this.me.id && item.wishes.has(emoji)) item.known?.set(emoji, on);
    else put(item, emoji, by, on);
    show(item, this);
  }

  /** My click. @param {any} item @param {string} emoji */
  toggle(item, emoji) {
    if (item.dataset.pending || item.frame.deleted) return;
    const on = !item.signs.get(emoji)?.has(this.me.id);
    item.known ??= new Map();
    if (!item.wishes.has(emoji)) item.known.set(emoji, !on);
    clearTimeout(item.wishes.get(emoji));
    item.wishes.set(emoji, setTimeout(() => this.#send(item, emoji), REST));
    put(item, emoji, this.me, on);
    show(item, this);
  }

  async #send(item, emoji) {
    const on = Boolean(item.signs.get(emoji)?.has(this.me.id));
    const wish = item.wishes.get(emoji);
    try {
      if (on !== item.known.get(emoji)) {
        await this.request({ type: "chat.react", seq: Number(item.dataset.seq), emoji, on });
        item.known.set(emoji, on);
      }
    } catch (error) {
      this.#undo(item, emoji, error);
    }
    if (item.wishes.get(emoji) === wish) item.wishes.delete(emoji); // else clicked again meanwhile
  }

  #undo(item, emoji, error) {
    put(item, emoji, this.me, item.known.get(emoji));
    show(item, this);
    if (error instanceof Refused) this.dispatchEvent(new CustomEvent("refused", { detail: error }));
  }
}

function put(item, emoji, { id, name }, on) {
  const by = item.signs.get(emoji) ?? new Map();
  if (on) by.set(id, name);
  else by.delete(id);
  if (by.size) item.signs.set(emoji, by);
  else item.signs.delete(emoji);
}

/** @param {any} item @param {Signs} signs */
function show(item, signs) {
  const focused = item.querySelector(".sign:focus")?.dataset.emoji;
  item.querySelector(".message__signs")?.remove();
  if (!item.signs.size || item.frame.deleted) return;
  const row = element("p", "message__signs");
  for (const [emoji, by] of item.signs) row.append(chip(item, emoji, by, signs));
  const above = [...item.querySelectorAll(".message__text, .message__place, .message__more")].at(-1);
  above.after(row);
  if (focused) row.querySelector(`[data-emoji="${CSS.escape(focused)}"]`)?.focus();
}

function chip(item, emoji, by, signs) {
  const names = [...by.values()].join(", ");
  const button = element("button", "sign", emoji);
  button.type = "button";
  button.dataset.emoji = emoji;
  button.title = names;
  button.setAttribute("aria-pressed", String(by.has(signs.me.id)));
  button.setAttribute("aria-label", interpolate("%(sign)s: %(names)s", { sign: nameOfSign(emoji), names }));
  button.append(element("span", "number", String(by.size)));
  button.addEventListener("click", () => signs.toggle(item, emoji));
  return button;
}

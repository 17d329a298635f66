/**
 * What can be done with a message: one set of tools that goes to the message under the pointer, the
 * focus or the finger. Asks before what cannot be taken back.
 */

import { icon } from "../icon.js";
import { element } from "./chat-item.js";
import { nameOfSign } from "./chat-signs.js";
import { clockText, gettext, interpolate } from "./words.js";

export class Tools {
  /**
   * @param {HTMLElement} list
   * @param {{me: string, signs: () => string[], maySpeak: () => boolean, mayDelete: (item: any) => boolean,
   *   mayWind: () => boolean, reply(item: any): void, react(item: any, emoji: string): void,
   *   remove(item: any): void, wind(position: number): void}} room
   */
  constructor(list, room) {
    Object.assign(this, { list, room });
    this.bar = element("div", "message__tools");
    list.addEventListener("pointerover", (event) => event.pointerType === "mouse" && this.#come(event));
    list.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && this.#rest());
    list.addEventListener("focusin", (event) => this.#come(event));
    list.addEventListener("pointerdown", (event) => (this.finger = event.pointerType !== "mouse"));
    list.addEventListener("click", (event) => this.#click(event));
    list.addEventListener("keydown", (event) => this.#key(event));
  }

  /** What may be done has changed. */
  refresh() {
    const item = /** @type {any} */ (this.bar.closest(".message"));
    if (item) this.#show(item);
  }

  #come(event) {
    const item = event.target.closest?.(".message");
    if (!item || item === this.bar.parentElement || this.list.querySelector(".message__ask, .signs-menu")) return;
    this.#show(item);
  }

  #rest() {
    if (!this.bar.querySelector(".signs-menu") && !this.bar.contains(document.activeElement)) this.bar.remove();
  }

  #show(item) {
    this.list.querySelector("[data-chosen]")?.removeAttribute("data-chosen");
    const able = item.dataset.seq && !item.frame.deleted;
    const speaks = able && this.room.maySpeak();
    const buttons = [];
    if (speaks) buttons.push(tool("react", "smile-plus", gettext("Реакция"), () => this.#chooseSign(item)));
    if (speaks) buttons.push(tool("reply", "reply", gettext("Ответить"), () => this.room.reply(item)));
    if (able && this.room.mayDelete(item)) {
      buttons.push(tool("delete-message", "trash-2", gettext("Удалить"), () => this.#askRemoval(item)));
    }
    this.bar.replaceChildren(...buttons);
    if (buttons.length) item.append(this.bar);
    else this.bar.remove();
  }

  #click(event) {
    const place = event.target.closest(".message__place");
    if (place && this.room.mayWind()) this.#askWinding(place);
    if (!this.finger || event.target.closest("a, button") || !getSelection()?.isCollapsed) return;
    const item = event.target.closest(".message");
    if (!item) return;
    const chosen = item.hasAttribute("data-chosen");
    this.#show(item);
    if (chosen) this.bar.remove();
    else item.dataset.chosen = "";
  }

  #key(event) {
    const item = event.target.closest(".message");
    if (!item || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") this.#close(item);
    else if (event.key === "Delete" && event.target === item) this.#askRemoval(item);
    else return;
    event.stopPropagation();
    event.preventDefault();
  }

  #chooseSign(item) {
    const open = this.bar.querySelector(".signs-menu");
    if (open) {
      open.remove();
      return;
    }
    const menu = element("div", "signs-menu");
    menu.setAttribute("role", "group");
    menu.setAttribute("aria-label", gettext("Реакция"));
    for (const emoji of this.room.signs()) {
      const button = element("button", "signs-menu__sign", emoji);
      button.type = "button";
      button.title = nameOfSign(emoji);
      button.setAttribute("aria-label", nameOfSign(emoji));
      button.setAttribute("aria-pressed", String(Boolean(item.signs?.get(emoji)?.has(this.room.me))));
      button.addEventListener("click", () => {
        menu.remove();
        this.room.react(item, emoji);
        item.focus({ preventScroll: true });
      });
      menu.append(button);
    }
    this.bar.append(menu);
    menu.querySelector("button").focus({ preventScroll: true });
  }

  #askRemoval(item) {
    if (!item.dataset.seq || item.frame.deleted || !this.room.mayDelete(item)) return;
    const act = () => this.room.remove(item);
    this.#ask(item, gettext("Удалить сообщение для всех?"), action("button--danger", gettext("Удалить"), act));
  }

  #askWinding(place) {
    const position = Number(place.dataset.position);
    const text = interpolate(gettext("Перейти к %(time)s для всех?"), { time: clockText(position) });
    const act = () => this.room.wind(position);
    this.#ask(place.closest(".message"), text, action("button--primary", gettext("Перейти"), act));
  }

  /** @param {any} item @param {string} text @param {HTMLButtonElement} agree does it */
  #ask(item, text, agree) {
    this.list.querySelector(".message__ask")?.remove();
    const box = element("div", "message__ask");
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", text);
    agree.dataset.testid = "chat-confirm";
    box.append(element("p", "message__question", text), agree, action("button--quiet", gettext("Нет"), () => {}));
    // Whichever it was, the question leaves and the message has the focus before anything is done.
    const done = () => {
      box.remove();
      item.focus({ preventScroll: true });
    };
    box.addEventListener("click", (event) => event.target.closest("button") && done(), { capture: true });
    this.bar.remove();
    item.append(box);
    box.scrollIntoView({ block: "nearest" });
    agree.focus({ preventScroll: true });
  }

  #close(item) {
    const open = item.querySelector(".message__ask, .signs-menu");
    open?.remove();
    item.removeAttribute("data-chosen");
    if (open) item.focus({ preventScroll: true });
    else document.activeElement?.closest(".chat__scroller")?.focus({ preventScroll: true });
  }
}

function tool(testId, sign, name, act) {
  const button = element("button", "message__tool");
  button.type = "button";
  button.dataset.testid = testId;
  button.title = name;
  button.setAttribute("aria-label", name);
  button.append(icon(sign));
  button.addEventListener("click", act);
  return button;
}

function action(look, name, act) {
  const button = element("button", `button ${look} message__action`, name);
  button.type = "button";
  button.addEventListener("click", act);
  return button;
}

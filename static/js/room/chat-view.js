/** The chat's list: messages and system lines in the order of their numbers. Text only, never HTML. */

import { avatar } from "../person.js";
import { systemLine } from "./chat-lines.js";
import { clockText, gettext, interpolate, ngettext, timeOfDay } from "./words.js";

const TOGETHER = 5 * 60 * 1000; // ms in which messages of one author stand under one name
const NEAR_END = 80; // px from the end that still count as «reading the latest»

export class ChatView {
  /** @param {{scroller: HTMLElement, list: HTMLElement, jump: HTMLButtonElement, me: {id: string, name: string}}} parts */
  constructor({ scroller, list, jump, me }) {
    Object.assign(this, { scroller, list, jump, me });
    this.unseen = 0;
    jump.addEventListener("click", () => this.toEnd());
    scroller.addEventListener("scroll", () => this.atEnd && this.#seen(), { passive: true });
    new ResizeObserver(() => this.following && this.toEnd()).observe(scroller);
    this.following = true;
  }

  get atEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    this.following = scrollHeight - scrollTop - clientHeight < NEAR_END;
    return this.following;
  }

  /** @returns {number|null} the lowest number shown */
  get oldest() {
    const first = this.list.querySelector("[data-seq]");
    return first ? Number(first.dataset.seq) : null;
  }

  clear() {
    for (const item of this.list.querySelectorAll("[data-seq]")) item.remove();
  }

  /** Add a frame of the chat stream, wherever it belongs; a known one changes nothing. @param {any} frame */
  add(frame) {
    if (this.#bySeq(frame.seq)) return;
    const item = frame.type === "chat.system" ? note(frame) : this.#message(frame);
    if (!item) return;
    const stay = !this.atEnd;
    if (frame.author?.id === this.me.id) this.#pending(frame.id)?.remove();
    item.dataset.seq = String(frame.seq);
    this.#place(item, frame.seq);
    if (stay) this.#count(frame);
    else this.toEnd();
  }

  /** Put earlier messages above without moving what is read. @param {any[]} frames ascending */
  prepend(frames) {
    const before = this.scroller.scrollHeight - this.scroller.scrollTop;
    for (const frame of frames) {
      if (this.#bySeq(frame.seq)) continue;
      const item = frame.type === "chat.system" ? note(frame) : this.#message(frame);
      if (!item) continue;
      item.dataset.seq = String(frame.seq);
      this.#place(item, frame.seq);
    }
    this.scroller.scrollTop = this.scroller.scrollHeight - before;
  }

  /** Show a message that is on its way. @param {{id: string, text: string}} message */
  addPending({ id, text }) {
    const item = this.#message({ id, text, author: this.me, at: Date.now() });
    item.dataset.pending = id;
    this.list.append(item);
    group(item);
    this.toEnd();
  }

  /** It was saved under this number. @param {string} id @param {number} seq */
  confirm(id, seq) {
    const item = this.#pending(id);
    if (!item) return;
    if (this.#bySeq(seq)) {
      item.remove();
      return;
    }
    delete item.dataset.pending;
    delete item.dataset.failed;
    item.querySelector(".message__trouble")?.remove();
    item.dataset.seq = String(seq);
    this.#place(item, seq);
  }

  /** It was refused. @param {string} id @param {string} why @param {(() => void)|null} retry */
  fail(id, why, retry) {
    const item = this.#pending(id);
    if (!item) return;
    item.dataset.failed = "";
    item.querySelector(".message__trouble")?.remove();
    const trouble = element("p", "message__trouble", why);
    if (retry) {
      const again = element("button", "message__again", gettext("Отправить ещё раз"));
      again.addEventListener("click", retry);
      trouble.append(" ", again);
    }
    item.append(trouble);
  }

  /** A message was taken away. @param {number} seq */
  remove(seq) {
    const item = this.#bySeq(seq);
    if (!item || !item.matches(".message")) return;
    item.dataset.deleted = "";
    item.querySelector(".message__text").textContent = gettext("Сообщение удалено");
  }

  toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.#seen();
  }

  #seen() {
    this.unseen = 0;
    this.jump.hidden = true;
  }

  #count(frame) {
    if (frame.type === "chat.message") this.unseen += 1;
    if (!this.unseen) return;
    const words = ngettext("%(count)s новое сообщение", "%(count)s новых сообщений", this.unseen);
    this.jump.querySelector("span").textContent = interpolate(words, { count: this.unseen });
    this.jump.hidden = false;
  }

  #place(item, seq) {
    let before = this.list.lastElementChild;
    while (before && !(Number(before.dataset.seq) < seq)) before = before.previousElementSibling;
    if (before) before.after(item);
    else this.list.prepend(item);
    group(item);
    group(item.nextElementSibling);
  }

  #message({ author, text, at, position, id, deleted }) {
    const item = element("li", "message");
    item.dataset.testid = "chat-message";
    Object.assign(item.dataset, { author: author.id, at: String(at), client: id ?? "" });
    item.toggleAttribute("data-mine", author.id === this.me.id);
    const head = element("p", "message__head");
    const time = element("time", "message__time", timeOfDay(at));
    time.dateTime = new Date(at).toISOString();
    if (typeof position === "number") {
      time.title = interpolate(gettext("на %(time)s фильма"), { time: clockText(position) });
    }
    head.append(element("b", "message__author", author.name), time);
    const words = deleted ? gettext("Сообщение удалено") : text;
    item.toggleAttribute("data-deleted", Boolean(deleted));
    item.append(avatar(author.name, "small"), head, element("p", "message__text", words));
    return item;
  }

  #bySeq(seq) {
    return this.list.querySelector(`[data-seq="${Number(seq)}"]`);
  }

  #pending(id) {
    return this.list.querySelector(`[data-pending="${CSS.escape(id ?? "")}"]`);
  }
}

/** @param {any} frame @returns {HTMLElement|null} */
function note(frame) {
  const text = systemLine(frame);
  if (!text) return null;
  const item = element("li", "note");
  item.dataset.event = frame.event;
  item.dataset.testid = "chat-system";
  const time = element("time", "note__time", timeOfDay(frame.at));
  item.append(element("span", "note__text", text), time);
  return item;
}

/** Stand under the name above if it is the same author's, a moment ago. @param {any} item */
function group(item) {
  if (!item?.matches?.(".message")) return;
  const above = item.previousElementSibling;
  const same = above?.dataset.author === item.dataset.author;
  const soon = Math.abs(Number(item.dataset.at) - Number(above?.dataset.at)) < TOGETHER;
  item.toggleAttribute("data-follows", same && soon);
}

/** @param {string} tag @param {string} name @param {string} [text] @returns {any} */
function element(tag, name, text = "") {
  const made = document.createElement(tag);
  made.className = name;
  made.textContent = text;
  return made;
}

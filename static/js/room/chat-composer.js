/** Where one writes: the draft, its length, the message that is answered, the pause of slow mode. */

import { beginning, isolated } from "./chat-item.js";
import { Mentions } from "./chat-mentions.js";
import { gettext, interpolate } from "./words.js";

const LEFT = 100; // characters before the end from which on they are counted

/** Events: `send` ({text, reply_to?}), `writes`. */
export class Composer extends EventTarget {
  /**
   * @param {(name: string) => any} part @param {import("./outbox.js").Outbox} outbox
   * @param {() => {id: string, name: string}[]} people
   */
  constructor(part, outbox, people) {
    super();
    Object.assign(this, { outbox, form: part("form"), input: part("input"), counter: part("counter") });
    Object.assign(this, { answer: part("answer"), answered: part("answered"), pause: part("pause") });
    this.mentions = new Mentions(this.input, part("people"), people);
    this.invites = this.input.placeholder;
    this.longest = 500;
    /** @type {Map<string, string>} why nothing can be written, by reason */
    this.closed = new Map();
    this.freeAt = -Infinity;
    this.#bind(part);
    this.input.value = outbox.draft;
    this.#measure();
  }

  /** Nothing can be written, for now or any more. @param {string} why @param {string} reason */
  close(why, reason) {
    this.closed.set(reason, why);
    this.#say();
  }

  /** @param {string} reason that holds no more */
  open(reason) {
    this.closed.delete(reason);
    this.#say();
  }

  /** Slow mode: the next message may go in so many seconds. @param {number} seconds */
  rest(seconds) {
    this.freeAt = performance.now() + seconds * 1000;
    clearInterval(this.ticker);
    this.ticker = setInterval(() => this.#tick(), 250);
    this.#tick();
  }

  /** Answer a message. @param {any} frame */
  reply(frame) {
    this.replyTo = frame.seq;
    this.answered.replaceChildren(
      isolated("b", "chat__answered-author", frame.author.name),
      isolated("span", "", beginning(frame.text)),
    );
    this.answer.hidden = false;
    this.input.focus();
  }

  noReply() {
    this.replyTo = undefined;
    this.answer.hidden = true;
  }

  #send() {
    const text = this.input.value.trim();
    const held = this.input.disabled || performance.now() < this.freeAt;
    if (!text || held || [...text].length > this.longest) return;
    const detail = this.replyTo === undefined ? { text } : { text, reply_to: this.replyTo };
    this.input.value = "";
    this.outbox.draft = "";
    this.noReply();
    this.mentions.close();
    this.#measure();
    this.dispatchEvent(new CustomEvent("send", { detail }));
    this.input.focus();
  }

  #say() {
    const [why] = this.closed.values();
    this.input.disabled = why !== undefined;
    this.input.placeholder = why ?? this.invites;
    if (this.input.disabled) this.noReply();
    this.#measure();
  }

  #tick() {
    const left = Math.ceil((this.freeAt - performance.now()) / 1000);
    if (left <= 0) clearInterval(this.ticker);
    const words = gettext("Медленный режим: ещё %(count)s с");
    this.pause.textContent = left > 0 ? interpolate(words, { count: left }) : "";
    this.#measure();
  }

  /** The height of the field follows its text; the counter shows when the end is near. */
  #measure() {
    const length = [...this.input.value.trim()].length;
    const held = performance.now() < this.freeAt;
    this.counter.textContent = length > this.longest - LEFT ? `${length} / ${this.longest}` : "";
    this.form.toggleAttribute("data-too-long", length > this.longest);
    this.form.querySelector("[type=submit]").disabled = length > this.longest || this.input.disabled || held;
    this.input.style.height = "auto";
    this.input.style.height = `${this.input.scrollHeight + 2}px`;
  }

  #bind(part) {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    part("no-answer").addEventListener("click", () => {
      this.noReply();
      this.input.focus();
    });
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.input.addEventListener("input", () => {
      this.outbox.draft = this.input.value;
      this.#measure();
      if (this.input.value.trim()) this.dispatchEvent(new CustomEvent("writes"));
    });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (this.mentions.key(event)) return;
    if (event.key === "Escape" && this.replyTo !== undefined) this.noReply();
    else if (event.key === "Escape") this.input.blur();
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.#send();
  }
}

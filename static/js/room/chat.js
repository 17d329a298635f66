/** The talk: sends, shows what comes, pages upwards. Knows the chat socket and its own list. */

import { ChatView } from "./chat-view.js";
import { Outbox } from "./outbox.js";
import { newId, Refused } from "./requests.js";
import { gettext, interpolate } from "./words.js";

export const LONGEST = 500; // characters, as the server counts them
const WARN_FROM = 400;
const PAGE = 50;
const RECENT = 60; // records of the log, looked through for system lines after a reload
const TYPING_GAP = 3000; // ms between two «is writing»
const TYPING_SHOWN = 4500; // ms

/** Events: `message` (somebody else's words came). */
export class Chat extends EventTarget {
  /**
   * @param {HTMLElement} root @param {import("./socket.js").RoomSocket} socket
   * @param {{room: string, me: {id: string, name: string}}} facts
   */
  constructor(root, socket, { room, me }) {
    super();
    const part = (/** @type {string} */ name) => root.querySelector(`[data-part="${name}"]`);
    Object.assign(this, { root, socket, me });
    this.form = part("form");
    this.input = part("input");
    this.counter = part("counter");
    this.typing = part("typing");
    this.scroller = part("scroller");
    this.invites = this.input.placeholder;
    this.outbox = new Outbox(room);
    this.view = new ChatView({ scroller: this.scroller, list: part("list"), jump: part("jump"), me });
    this.more = true;
    this.#bind();
    socket.addEventListener("frame", ({ detail }) => this.#take(detail));
    this.input.value = this.outbox.draft;
    this.#measure();
    for (const message of this.outbox.messages) this.#post(message);
  }

  /** Nothing can be written, for now or any more. @param {string} why */
  close(why) {
    this.input.disabled = true;
    this.input.placeholder = why;
    this.#measure();
  }

  /** Let people write again. */
  open() {
    this.input.disabled = false;
    this.input.placeholder = this.invites;
    this.#measure();
  }

  #take(frame) {
    if (frame.type === "welcome") this.#welcome(frame);
    else if (frame.type === "chat.deleted") this.view.remove(frame.target);
    else if (frame.type === "chat.typing") this.#showTyping(frame.author);
    else if (frame.type === "chat.message" || frame.type === "chat.system") this.#show(frame);
  }

  /** Brings messages only; the system lines among the last of them are asked for. */
  #welcome({ afresh, messages, seq }) {
    if (afresh) this.view.clear();
    for (const frame of messages) this.view.add(frame);
    if (afresh) this.view.toEnd();
    if (afresh) this.socket.send({ type: "sync", after: Math.max(0, seq - RECENT) });
    this.more = this.more && messages.length > 0;
    this.root.removeAttribute("data-loading");
  }

  #show(frame) {
    this.view.add(frame);
    if (frame.type !== "chat.message") return;
    this.typing.textContent = "";
    if (frame.author.id === this.me.id) this.outbox.remove(frame.id);
    else this.dispatchEvent(new CustomEvent("message", { detail: frame }));
  }

  #send() {
    const text = this.input.value.trim();
    if (!text || [...text].length > LONGEST || this.input.disabled) return;
    const message = { id: newId(), text };
    this.outbox.add(message);
    this.input.value = "";
    this.outbox.draft = "";
    this.#measure();
    this.#post(message);
    this.input.focus();
  }

  /** @param {{id: string, text: string}} message */
  #post(message) {
    this.view.addPending(message);
    this.#deliver(message);
  }

  /** @param {{id: string, text: string}} message */
  async #deliver({ id, text }) {
    try {
      const { seq } = await this.socket.request({ type: "chat.send", text }, { id });
      this.outbox.remove(id);
      this.view.confirm(id, seq);
    } catch (error) {
      if (error instanceof Refused) this.#refused({ id, text }, error);
    }
  }

  /** Too fast or a tired database pass: the same message is tried again under the same id. */
  #refused(message, error) {
    const again = () => this.#deliver(message);
    const passes = error.code === "rate_limited" || error.code === "unavailable";
    if (passes) setTimeout(again, Math.max(1, error.retryAfter) * 1000);
    else this.outbox.remove(message.id);
    this.view.fail(message.id, error.message, passes ? again : null);
  }

  async #older() {
    if (!this.more || this.loading || this.view.oldest === null) return;
    this.loading = true;
    try {
      const before = this.view.oldest;
      const page = await this.socket.request(
        { type: "chat.history", before, limit: PAGE },
        { lifetime: 5000 },
      );
      this.more = page.more ?? page.messages.length === PAGE;
      this.view.prepend(page.messages);
    } catch {
      // Asked again by the next movement of the list.
    } finally {
      this.loading = false;
    }
  }

  #showTyping({ id, name }) {
    if (id === this.me.id) return;
    this.typing.textContent = interpolate(gettext("%(name)s пишет…"), { name });
    clearTimeout(this.typingTimer);
    this.typingTimer = setTimeout(() => (this.typing.textContent = ""), TYPING_SHOWN);
  }

  /** The height of the field follows its text; the counter shows when the end is near. */
  #measure() {
    const length = [...this.input.value.trim()].length;
    this.counter.textContent = length >= WARN_FROM ? `${length} / ${LONGEST}` : "";
    this.form.toggleAttribute("data-too-long", length > LONGEST);
    this.form.querySelector("button").disabled = length > LONGEST || this.input.disabled;
    this.input.style.height = "auto";
    this.input.style.height = `${this.input.scrollHeight + 2}px`;
  }

  #bind() {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.input.blur();
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#send();
    });
    this.input.addEventListener("input", () => {
      this.outbox.draft = this.input.value;
      this.#measure();
      if (performance.now() - (this.typedAt ?? -TYPING_GAP) < TYPING_GAP || !this.input.value) return;
      this.typedAt = performance.now();
      this.socket.send({ type: "chat.typing" });
    });
    this.scroller.addEventListener("scroll", () => this.scroller.scrollTop < 120 && this.#older(), {
      passive: true,
    });
  }
}

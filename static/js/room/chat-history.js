/** Pages of the chat both ways, and single messages that somebody answers. */

import { fillQuotes } from "./chat-item.js";

const PAGE = 60; // lines
const FIRST = 100; // lines
const EDGE = 160; // px from an end of the list at which the next page is fetched
const LIFETIME = 5000; // ms after which a question for a page is given up
const KNOWN_MOST = 200; // quoted messages remembered

export class History {
  /** @param {import("./chat-view.js").ChatView} view @param {import("./socket.js").RoomSocket} socket */
  constructor(view, socket) {
    Object.assign(this, { view, socket });
    this.more = true; // something lies above
    /** @type {Map<number, any>} */
    this.quoted = new Map();
    view.scroller.addEventListener("scroll", () => this.#look(), { passive: true });
    view.addEventListener("put", ({ detail: item }) => this.#quote(item));
    view.addEventListener("trimmed", ({ detail: end }) => (this.more = this.more || end === "top"));
  }

  /** Put the system lines among the messages of a welcome, and a page above them. */
  async fill() {
    this.more = true;
    this.quoted.clear(); // numbers of a past that was restored stand for other words
    const page = await this.#ask({ before: this.socket.seq + 1, limit: FIRST });
    if (!page) return;
    // Above the page there would be messages without the lines between them.
    if (page.messages.length) this.view.dropBelow(page.messages[0].seq);
    this.#older(page);
  }

  /** Show the end of the log. */
  async latest() {
    if (this.view.live) return;
    const page = await this.#ask({ before: this.socket.seq + 1 });
    if (!page) return;
    const told = this.view.late; // while the page was on its way
    this.view.clear(true);
    this.#older(page);
    for (const frame of told) if (frame.seq > this.view.newest) this.view.add(frame);
    this.view.toEnd();
  }

  /** Go to a message, wherever it is. @param {number} seq */
  async goTo(seq) {
    if (this.view.goTo(seq)) return;
    const page = await this.#ask({ before: seq + PAGE / 2 });
    if (!page) return;
    this.view.clear(false);
    this.#older(page);
    this.view.goTo(seq);
  }

  /** A message was taken away: no quote shows its words. @param {number} seq */
  forget(seq) {
    this.quoted.delete(seq);
  }

  async #look() {
    if (this.loading || this.view.oldest === null) return;
    const { scrollTop, scrollHeight, clientHeight } = this.view.scroller;
    if (this.more && scrollTop < EDGE) {
      const page = await this.#ask({ before: this.view.oldest });
      if (page) this.#older(page);
    } else if (!this.view.live && scrollHeight - scrollTop - clientHeight < EDGE) {
      const page = await this.#ask({ after: this.view.newest });
      if (page) this.view.append(page.messages, page.more);
    }
  }

  #older(page) {
    this.more = page.more;
    this.view.prepend(page.messages);
  }

  /** @returns {Promise<any>} null when nobody answers: the next movement of the list asks again */
  async #ask(where) {
    const { window } = this.view;
    this.loading = true;
    try {
      const asked = { type: "chat.history", lines: true, limit: PAGE, ...where };
      const page = await this.socket.request(asked, { lifetime: LIFETIME });
      return window === this.view.window ? page : null; // else it is of a window that is gone
    } catch {
      return null;
    } finally {
      this.loading = false;
    }
  }

  async #quote(item) {
    const seq = item.frame?.reply_to;
    if (!seq) return;
    const known = this.view.item(seq)?.frame ?? this.quoted.get(seq);
    if (known) fillQuotes(item, known);
    else {
      const found = await this.#single(seq);
      if (found) fillQuotes(this.view.list, found);
    }
  }

  async #single(seq) {
    try {
      const asked = { type: "chat.history", before: seq + 1, limit: 1 };
      const { messages } = await this.socket.request(asked, { lifetime: LIFETIME });
      const found = messages[0]?.seq === seq ? messages[0] : { seq, deleted: true };
      if (this.quoted.size > KNOWN_MOST) this.quoted.clear();
      this.quoted.set(seq, found);
      return found;
    } catch {
      return null;
    }
  }
}

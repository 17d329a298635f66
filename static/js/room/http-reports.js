/** What the player says of itself, by HTTP: one word at a time, always the latest, until it is heard. */

import { ask } from "./http-requests.js";

const GAP = 700; // ms between two of them; the server takes ten in 5 s
const AGAIN = 2000; // ms after one that was not heard

export class Reports {
  /** @param {import("./http-requests.js").Api} api */
  constructor(api) {
    this.api = api;
    /** @type {object|null} what is to be said next */
    this.next = null;
    this.resting = false; // one is on its way, or was a moment ago
    this.ended = false;
  }

  /** @param {object} frame one that overtakes what was not said yet */
  tell(frame) {
    this.next = frame;
    if (!this.resting) this.#say();
  }

  end() {
    this.ended = true;
    clearTimeout(this.timer);
  }

  async #say() {
    const frame = this.next;
    this.next = null;
    this.resting = true;
    const answer = await ask(frame, this.api).catch(() => ({ type: "nack", retry_after: AGAIN / 1000 }));
    if (this.ended) return;
    const heard = answer.type === "ack" || !answer.retry_after;
    if (!heard) this.next ??= frame;
    this.timer = setTimeout(() => this.#wake(), heard ? GAP : answer.retry_after * 1000);
  }

  #wake() {
    this.resting = false;
    if (this.next) this.#say();
  }
}

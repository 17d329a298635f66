/**
 * Brings messages to the room in the order in which they were written: one at a time, and the next
 * only when the one before it has its answer. Each keeps its id through cuts and reloads, so that
 * the room has it once.
 */

import { newId, Refused } from "./requests.js";

const PASSING = new Set(["rate_limited", "unavailable"]); // the same message may come again later
const SHORTEST = 0.25; // s

export class Delivery {
  /**
   * @param {import("./outbox.js").Outbox} outbox
   * @param {(frame: object, options: {id: string}) => Promise<{seq: number}>} request
   * @param {{sent(id: string, seq: number): void, failed(id: string, why: string, kept: string): void,
   *   held(id: string, seconds: number, why: string): void}} told
   * @param {(seconds: number) => Promise<void>} [sleep]
   */
  constructor(outbox, request, told, sleep = (s) => new Promise((done) => setTimeout(done, s * 1000))) {
    Object.assign(this, { outbox, request, told, sleep });
    this.running = false;
  }

  /** Try a refused message once more, in its old place. @param {string} id */
  retry(id) {
    this.outbox.change(id, { failed: undefined });
    this.run();
  }

  /** Give a message up. @param {string} id */
  drop(id) {
    this.outbox.remove(id);
  }

  /** Send what waits; returns when nothing does. */
  async run() {
    if (this.running) return;
    this.running = true;
    try {
      for (let next = this.outbox.next; next; next = this.outbox.next) await this.#deliver(next);
    } catch {
      // Nobody answers any more: what waits is kept for the next page.
    } finally {
      this.running = false;
    }
  }

  /** @param {import("./outbox.js").Unsent} message */
  async #deliver({ id, failed: _failed, ...words }) {
    try {
      const { seq } = await this.request({ type: "chat.send", ...words }, { id });
      this.outbox.remove(id);
      this.told.sent(id, seq);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (PASSING.has(error.code)) await this.#hold(id, error);
      else this.#refused(id, error);
    }
  }

  async #hold(id, { message, retryAfter }) {
    const seconds = Math.max(SHORTEST, retryAfter);
    this.told.held(id, seconds, message);
    await this.sleep(seconds);
  }

  /** An id that the room knows with other words is of no use: the words get a new one. */
  #refused(id, { code, message }) {
    const kept = code === "conflict" ? newId() : id;
    this.outbox.change(id, { failed: message, id: kept });
    this.told.failed(id, message, kept);
  }
}

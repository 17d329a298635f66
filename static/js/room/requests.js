/**
 * Requests that wait for their `ack` or `nack`, each under an id that a retry keeps.
 *
 * The server gives the same answer to the same id, so that sending again is always safe.
 */

const PATIENCE = 8000; // ms without an answer after which a request is sent again

/** The server said no. `code` is one of the protocol's, `detail` a sentence for people. */
export class Refused extends Error {
  /** @param {{code: string, detail?: string, retry_after?: number}} nack */
  constructor({ code, detail, retry_after: retryAfter }) {
    super(detail ?? code);
    this.code = code;
    this.retryAfter = retryAfter ?? 0;
  }
}

/** Nobody answered while it still made sense to ask. */
export class Unanswered extends Error {}

/** @returns {string} an id that nobody else has; `randomUUID` exists on secure pages only */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class Requests {
  /** @param {(frame: object) => boolean} send */
  constructor(send) {
    this.send = send;
    /** @type {Map<string, {frame: object, resolve: Function, reject: Function, timers: any[]}>} */
    this.waiting = new Map();
  }

  /**
   * Send a frame and wait for its answer.
   * @param {object} frame without `id`
   * @param {{id?: string, lifetime?: number}} [options] `lifetime`: ms after which it is given up
   *   (a command to pause must not arrive a minute later); without it the request waits for ever
   * @returns {Promise<object>} the `ack`; fails with Refused or Unanswered
   */
  ask(frame, { id = newId(), lifetime } = {}) {
    return new Promise((resolve, reject) => {
      const asked = { frame: { ...frame, id }, resolve, reject, timers: [] };
      this.waiting.set(id, asked);
      asked.timers.push(setInterval(() => this.send(asked.frame), PATIENCE));
      if (lifetime) asked.timers.push(setTimeout(() => this.#fail(id, new Unanswered(id)), lifetime));
      this.send(asked.frame);
    });
  }

  /** Settle the request that a frame answers. @param {any} frame @returns {boolean} whether it did */
  settle(frame) {
    const answers = frame.type === "ack" || frame.type === "nack" || frame.type === "chat.history";
    if (!answers) return false;
    const asked = this.#remove(frame.id);
    if (frame.type === "nack") asked?.reject(new Refused(frame));
    else asked?.resolve(frame);
    return true;
  }

  /** The line is back: send all that is unanswered again, in the order in which it was asked. */
  resend() {
    for (const { frame } of this.waiting.values()) this.send(frame);
  }

  /** Nothing will be answered any more. */
  abandon() {
    for (const id of [...this.waiting.keys()]) this.#fail(id, new Unanswered(id));
  }

  #fail(id, error) {
    this.#remove(id)?.reject(error);
  }

  #remove(id) {
    const asked = this.waiting.get(id);
    asked?.timers.forEach(clearTimeout);
    this.waiting.delete(id);
    return asked;
  }
}

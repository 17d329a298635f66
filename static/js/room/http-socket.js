/**
 * A stream of the room without a socket: looks like a WebSocket to the line above it, and asks by HTTP
 * every second what has come since (R089).
 *
 * The server answers with the frames that the socket would have sent, so that nobody above knows.
 * Each answer of the player's stream is also a probe of the clock.
 */

import { exchange, HttpRefusal } from "./http.js";
import { Reports } from "./http-reports.js";
import { ask } from "./http-requests.js";

const GAP = 1000; // ms between an answer and the next question
const FIRST_GAP = 120; // ms between the first questions: the clock wants several probes
const FIRST = 6;
const PATIENCE = 8000; // ms for an answer
const FAILURES = 3; // in a row; then the line is down
const SLEPT = 8000; // ms without an answer after which a lost seat is taken again, not mourned

const [BROKEN, COMING_BACK, SIGNED_OUT, REMOVED, CLOSED] = [1006, 1012, 4401, 4403, 4410];

export class HttpSocket {
  /**
   * @param {string} frames address of the stream @param {import("./http-requests.js").Api} api
   */
  constructor(frames, api) {
    Object.assign(this, { frames, api });
    /** @type {(event: {data: string}) => void} */
    this.onmessage = () => {};
    /** @type {(event: {code: number}) => void} */
    this.onclose = () => {};
    this.after = 0;
    this.asked = 0;
    this.failures = 0;
    this.answeredAt = performance.now();
    /** @type {Map<string, boolean>} who is loading */
    this.loading = new Map();
    this.ended = false;
    this.reports = new Reports(api);
    this.#start();
  }

  /** @param {string} text */
  send(text) {
    const frame = JSON.parse(text);
    if (frame.type === "sync" && frame.after < this.after) this.#goBack(frame.after);
    if (frame.id) this.#request(frame);
    else if (frame.type === "player.report") this.reports.tell(frame);
    else if (frame.type === "chat.typing") ask(frame, this.api).catch(() => {}); // may be lost
  }

  close() {
    this.ended = true;
    this.reports.end();
    this.exchange?.abort();
    this.#hurry();
  }

  /** Sit down (again), and be greeted. */
  async #start() {
    try {
      await exchange(`${this.api.room}/join`, { method: "POST" });
      const greeting = await this.#fetch("welcome=1");
      this.epoch = greeting.epoch;
      this.after = greeting.frames[0].seq;
      for (const { user, buffering } of greeting.members ?? []) this.loading.set(user.id, buffering);
      this.#take(greeting);
    } catch (error) {
      this.#close(finalCode(error) ?? BROKEN);
    }
    while (!this.ended) {
      await this.#poll();
      await this.#rest(this.asked < FIRST ? FIRST_GAP : GAP);
    }
  }

  async #poll() {
    this.asked += 1;
    const t0 = performance.now();
    try {
      const answer = await this.#fetch(`after=${this.after}`);
      if (answer.epoch !== this.epoch) {
        this.#close(COMING_BACK); // the past was restored from a copy
        return;
      }
      const time = answer.server_time;
      if (time) this.#say({ type: "clock.pong", t0, t1: time, t2: time });
      this.#take(answer);
      this.failures = 0;
      this.answeredAt = performance.now();
    } catch (error) {
      this.#failed(error);
    }
  }

  /** Ends the line if there is no sense in asking again. */
  #failed(error) {
    this.failures += 1;
    let code = finalCode(error);
    // Whoever slept was taken for gone and may sit down again; who left elsewhere has left.
    if (error.status === 403 && error.isOurs) code = performance.now() - this.answeredAt > SLEPT ? COMING_BACK : REMOVED;
    if (!code && this.failures >= FAILURES) code = BROKEN;
    if (code) this.#close(code);
  }

  #take({ frames, members = [], seq }) {
    for (const frame of frames) {
      if (frame.type === "synced") this.after = Math.max(this.after, frame.seq);
      this.#say(frame);
    }
    for (const member of members) {
      if (Boolean(this.loading.get(member.user.id)) === member.buffering) continue;
      this.loading.set(member.user.id, member.buffering);
      this.#say({ type: "presence", seq, event: member.buffering ? "buffering" : "ready", member });
    }
  }

  /** Without an answer nothing is said: the line above asks again, under the same id. */
  async #request(frame) {
    try {
      const answer = await ask(frame, this.api);
      if (answer) this.#say(answer);
      this.#hurry();
    } catch (error) {
      if (finalCode(error) === SIGNED_OUT) this.#close(SIGNED_OUT);
    }
  }

  async #fetch(query) {
    this.exchange = new AbortController();
    const patience = setTimeout(() => this.exchange.abort(), PATIENCE);
    try {
      return await exchange(`${this.frames}?${query}`, { signal: this.exchange.signal });
    } finally {
      clearTimeout(patience);
    }
  }

  #goBack(seq) {
    this.after = seq;
    this.#hurry();
  }

  /** Ask now: something was done whose echo is wanted. */
  #hurry() {
    this.hurried = true;
    this.wake?.();
  }

  /** @param {number} ms */
  async #rest(ms) {
    if (!this.hurried) {
      await new Promise((done) => {
        this.wake = done;
        setTimeout(done, ms);
      });
    }
    this.hurried = false;
  }

  #say(frame) {
    if (!this.ended) this.onmessage({ data: JSON.stringify(frame) });
  }

  #close(code) {
    if (this.ended) return;
    this.close();
    this.onclose({ code });
  }
}

/** @param {any} error @returns {number|undefined} the close code of a refusal for good */
function finalCode(error) {
  if (!(error instanceof HttpRefusal) || !error.isOurs) return undefined;
  if (error.status === 401) return SIGNED_OUT;
  if (error.status === 404) return REMOVED;
  return error.body.code === "closing" ? CLOSED : undefined;
}

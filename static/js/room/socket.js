/**
 * One socket of a room that comes back by itself and loses nothing.
 *
 * Knows the last `seq` it saw and asks for what it missed; keeps every request until it is
 * answered and sends it again, under the same id, after a reconnect. Knows nothing of films or chat.
 */

import { Requests } from "./requests.js";

export const SIGNED_OUT = 4401;
export const REMOVED = 4403;
export const ROOM_CLOSED = 4410;
const COMING_BACK = 1012;
const BAD_FRAMES = 1008;
const FINAL = new Set([SIGNED_OUT, REMOVED, ROOM_CLOSED]);

const FIRST_WAIT = 300; // ms before the first try, doubled at each failure
const LONGEST_WAIT = 8000;
const SAFETY_SYNC = 15000; // ms between questions «did I miss anything?»
const WELCOME_PATIENCE = 6000; // ms for a line to be greeted before another is tried
const SYNC_PATIENCE = 2000; // ms in which one question for a gap is not repeated

/**
 * How long to wait before try number `tries` (from 0), spread so that a restarted server is not
 * stormed by everybody at once.
 * @param {number} tries @param {number} [luck] 0..1 @returns {number} ms
 */
export function backOff(tries, luck = Math.random()) {
  const ceiling = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** tries);
  return ceiling * (0.5 + luck / 2);
}

/** Events: `frame`, `state` ("connecting"|"open"|"waiting"|"ended"), `end` (code), `refused` (count). */
export class RoomSocket extends EventTarget {
  /** @param {string} address @param {typeof WebSocket} [Socket] for tests */
  constructor(address, Socket = globalThis.WebSocket) {
    super();
    this.address = address;
    this.Socket = Socket;
    /** @type {WebSocket|null} */
    this.socket = null;
    this.state = "connecting";
    this.seq = 0; // everything up to here has been seen
    this.epoch = "";
    this.tries = 0;
    this.heardAt = 0;
    this.askedAt = -Infinity;
    this.requests = new Requests((frame) => this.send(frame));
  }

  connect() {
    clearTimeout(this.retryTimer);
    this.#become("connecting");
    const socket = new this.Socket(this.address);
    this.socket = socket;
    let welcomed = false;
    socket.onmessage = ({ data }) => {
      if (socket !== this.socket) return;
      const frame = JSON.parse(data);
      if (frame.type === "welcome") welcomed = true;
      this.#take(frame);
    };
    socket.onclose = ({ code }) => socket === this.socket && this.#closed(code, welcomed);
    clearTimeout(this.greetTimer);
    this.greetTimer = setTimeout(() => {
      if (socket === this.socket && !welcomed) this.#closed(0, false);
    }, WELCOME_PATIENCE);
  }

  /** Give up what is there and connect at once: the network came back, or the line is dead. */
  reconnect() {
    if (this.state === "ended") return;
    this.#drop();
    this.connect();
  }

  /** End for good: nothing is sent or expected any more. @param {number} [code] why */
  end(code = 1000) {
    if (this.state === "ended") return;
    this.#drop();
    clearTimeout(this.retryTimer);
    this.requests.abandon();
    this.#become("ended");
    this.#tell("end", code);
  }

  /** Send a frame that may be lost. @param {object} frame @returns {boolean} whether it left */
  send(frame) {
    if (this.state !== "open" || !this.socket) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  /**
   * Send a frame that must be answered; see `Requests.ask`.
   * @param {object} frame @param {{id?: string, lifetime?: number}} [options]
   * @returns {Promise<object>} the `ack`
   */
  request(frame, options) {
    return this.requests.ask(frame, options);
  }

  /** Ask for everything after the last `seq` seen. */
  sync() {
    this.askedAt = performance.now();
    this.send({ type: "sync", after: this.seq });
  }

  #take(frame) {
    this.heardAt = performance.now();
    if (frame.type === "welcome") this.#welcome(frame);
    else if (this.requests.settle(frame)) return;
    else this.#count(frame);
    this.#tell("frame", frame);
  }

  /**
   * A welcome on a new line goes on from what was seen; one on a line that is open already (we were
   * too far behind), or of another epoch, says to forget everything: then `afresh` is set.
   */
  #welcome(frame) {
    frame.afresh = this.state === "open" || frame.epoch !== this.epoch;
    this.epoch = frame.epoch;
    if (frame.afresh) this.seq = frame.seq;
    this.tries = 0;
    this.#become("open");
    clearInterval(this.syncTimer);
    this.syncTimer = setInterval(() => this.#doubt(), SAFETY_SYNC);
    if (!frame.afresh) this.sync();
    this.requests.resend();
  }

  /** What is not in the log carries no `prev`; what does carry it must follow on. */
  #count({ type, seq, prev }) {
    if (type === "synced") this.seq = Math.max(this.seq, seq);
    if (typeof seq !== "number" || typeof prev !== "number") return;
    if (prev <= this.seq) this.seq = Math.max(this.seq, seq);
    else if (performance.now() - this.askedAt > SYNC_PATIENCE) this.sync();
  }

  /** Ask; who has said nothing at all since the last question is dead, whatever TCP believes. */
  #doubt() {
    if (this.heardAt < this.askedAt) this.reconnect();
    else this.sync();
  }

  #closed(code, welcomed) {
    this.#drop();
    if (FINAL.has(code)) {
      this.end(code);
      return;
    }
    this.#become("waiting");
    if (!welcomed) this.#tell("refused", this.tries + 1);
    if (this.state === "ended") return; // somebody who was told knows better
    const wait = code === BAD_FRAMES ? LONGEST_WAIT : backOff(code === COMING_BACK ? 0 : this.tries);
    this.tries += 1;
    this.retryTimer = setTimeout(() => this.connect(), wait);
  }

  #drop() {
    clearInterval(this.syncTimer);
    const old = this.socket;
    this.socket = null;
    old?.close();
  }

  /** @param {string} state */
  #become(state) {
    if (state === this.state) return;
    this.state = state;
    this.#tell("state", state);
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

/**
 * The way of one line to the room: a socket; by HTTP where sockets do not get through; a socket again
 * as soon as one does (R089).
 */

import { HttpSocket } from "./http-socket.js";

const FIRST_TRY = 2000; // ms by HTTP before a socket is tried again, doubled at each failure
const LONGEST_TRY = 30_000;
const TRY_PATIENCE = 6000; // ms for a tried socket to be greeted

/** Events: `way` ("socket"|"http"). */
export class Ways extends EventTarget {
  /**
   * @param {string} frames address of the stream over HTTP
   * @param {import("./http-requests.js").Api} api
   * @param {{Socket?: any, Http?: any}} [kinds] for tests
   */
  constructor(frames, api, { Socket = globalThis.WebSocket, Http = HttpSocket } = {}) {
    super();
    Object.assign(this, { frames, api, Http });
    this.NativeSocket = Socket;
    this.way = "socket";
    this.tries = 0;
    this.notBefore = 0; // performance.now() before which the server wants to see no socket
    const ways = this;
    /** Stands in for WebSocket: what it makes is whichever way is open. */
    this.Socket = class {
      constructor(/** @type {string} */ address) {
        return ways.open(address);
      }
    };
  }

  /** @param {string} address @returns {any} */
  open(address) {
    this.address = address;
    if (this.way === "socket") {
      try {
        return new this.NativeSocket(address);
      } catch {
        this.#become("http"); // there is no such thing here, or it was forbidden
      }
    }
    this.#tryLater();
    return new this.Http(this.frames, this.api);
  }

  /**
   * Let a line go by HTTP when its sockets fail while the room answers.
   * @param {import("./socket.js").RoomSocket} line made with this `Socket`
   */
  guide(line) {
    this.line = line;
    line.addEventListener("reachable", ({ detail }) => {
      this.notBefore = performance.now() + (detail?.seconds ?? 0) * 1000;
      if (this.way === "http") return;
      this.tries = 0;
      this.#become("http");
      line.reconnect();
    });
    line.addEventListener("end", () => clearTimeout(this.timer));
  }

  #tryLater() {
    clearTimeout(this.timer);
    if (this.line?.state === "ended") return;
    const wait = Math.max(this.notBefore - performance.now(), Math.min(LONGEST_TRY, FIRST_TRY * 2 ** this.tries));
    this.tries += 1;
    this.timer = setTimeout(() => this.#try(), wait);
  }

  /** A socket beside the line that works: only one that is greeted takes its place. */
  #try() {
    let done = false;
    const end = (/** @type {boolean} */ works) => {
      if (done) return;
      done = true;
      clearTimeout(patience);
      socket?.close();
      if (works) this.#comeBack();
      else this.#tryLater();
    };
    const patience = setTimeout(() => end(false), TRY_PATIENCE);
    /** @type {any} */
    let socket;
    try {
      socket = new this.NativeSocket(this.address);
      socket.onmessage = () => end(true);
      socket.onclose = () => end(false);
    } catch {
      end(false);
    }
  }

  #comeBack() {
    if (this.way === "socket" || this.line?.state === "ended") return;
    this.tries = 0;
    this.#become("socket");
    this.line?.reconnect();
  }

  /** @param {"socket"|"http"} way */
  #become(way) {
    this.way = way;
    this.dispatchEvent(new CustomEvent("way", { detail: way }));
  }
}

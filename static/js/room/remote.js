/**
 * The viewer's hand on the common control: every wish is a request to the room.
 *
 * Nothing moves here until the server's word comes back; until then the wish is shown as pending.
 */

import { Refused } from "./requests.js";

const LIFETIME = 5000; // ms; a pause that arrives later than this is no longer wanted
const GATHER = 180; // ms in which several presses of an arrow become one seek

/** Events: `pending` (started or settled), `refused` (detail: the error). */
export class Remote extends EventTarget {
  /** @param {import("./socket.js").RoomSocket} socket @param {import("./player.js").Player} player */
  constructor(socket, player) {
    super();
    this.socket = socket;
    this.player = player;
    /** @type {string|null} */
    this.pending = null; // the action asked for
    /** @type {number|null} */
    this.target = null; // the place asked for, s
    this.asked = 0;
    player.addEventListener("change", () => this.#settle());
  }

  /** Play what stands, stop what moves. */
  toggle() {
    const moves = ["playing", "scheduled"].includes(this.player.phase);
    this.#ask({ action: moves ? "pause" : "play", version: this.player.anchor?.version });
  }

  /** @param {number} position s */
  seek(position) {
    clearTimeout(this.gathering);
    this.target = Math.min(Math.max(0, position), this.player.duration);
    this.#ask({ action: "seek", position: this.target });
  }

  /** Wind by some seconds; a key held down makes one request. @param {number} seconds */
  seekBy(seconds) {
    const from = this.target ?? this.player.wanted;
    this.target = Math.min(Math.max(0, from + seconds), this.player.duration);
    this.dispatchEvent(new Event("pending"));
    clearTimeout(this.gathering);
    this.gathering = setTimeout(() => this.seek(this.target), GATHER);
  }

  /** @param {{action: string, position?: number, version?: number}} command */
  async #ask(command) {
    const number = ++this.asked;
    this.pending = command.action;
    this.dispatchEvent(new Event("pending"));
    try {
      const ack = await this.socket.request(
        { type: "playback.command", ...command },
        { lifetime: LIFETIME },
      );
      this.awaited = ack.version;
      if (number === this.asked) this.#settle();
    } catch (error) {
      if (number === this.asked) this.#forget();
      this.#complain(error, command);
    }
  }

  /** Pending until the state that the command made has come. */
  #settle() {
    const version = this.player.anchor?.version ?? -1;
    if (this.awaited !== undefined && version >= this.awaited) this.#forget();
  }

  #forget() {
    this.pending = null;
    this.target = null;
    this.awaited = undefined;
    this.dispatchEvent(new Event("pending"));
  }

  /** Two people pressed at once and the other was first: what both wanted has happened. */
  #complain(error, command) {
    if (error instanceof Refused && error.code === "stale" && command.action !== "seek") return;
    this.dispatchEvent(new CustomEvent("refused", { detail: error }));
  }
}

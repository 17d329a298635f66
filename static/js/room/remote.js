/**
 * The viewer's hand on the common control: every wish is a request to the room.
 *
 * Nothing moves here until the server's word comes back; until then the wish is shown as pending.
 * There are three things one can wish for, each pending by itself: motion, place and speed.
 */

import { Refused } from "./requests.js";

const LIFETIME = 5000; // ms; a pause that arrives later than this is no longer wanted
const GATHER = 180; // ms in which several presses of an arrow become one seek
const SEEK_GAP = 220; // ms between two seeks; the server takes five commands a second
const STALE_TRIES = 3; // a room that stops for somebody and goes on changes its state twice at once
const ANCHOR_PATIENCE = 1000; // ms after an ack in which its state should have come by itself

const ABOUT = { play: "motion", pause: "motion", seek: "place", rate: "speed" };

/**
 * @typedef {{action: string, position?: number, rate?: number, version?: number}} Command
 * @typedef {{command: Command, version: number|null}} Wish `version`: of the state that it made
 */

/** Events: `pending` (started or settled), `refused` (detail: the error). */
export class Remote extends EventTarget {
  /** @param {import("./socket.js").RoomSocket} socket @param {import("./player.js").Player} player */
  constructor(socket, player) {
    super();
    this.socket = socket;
    this.player = player;
    /** @type {Map<string, Wish>} by what they are about */
    this.wishes = new Map();
    this.soughtAt = -Infinity;
    /** @type {number|null} */
    this.gathered = null; // the place that presses of an arrow have come to, s
    player.addEventListener("change", () => this.#settle());
  }

  /** @returns {"play"|"pause"|null} the motion asked for and not seen yet */
  get motion() {
    return /** @type {any} */ (this.wishes.get("motion")?.command.action ?? null);
  }

  /** @returns {number|null} the place asked for, s */
  get target() {
    return this.gathered ?? this.wishes.get("place")?.command.position ?? null;
  }

  /** @returns {number|null} the rate asked for */
  get speed() {
    return this.wishes.get("speed")?.command.rate ?? null;
  }

  /** Play what stands, stop what moves; pressed again before the answer, the other way round. */
  toggle() {
    const moves = this.motion ? this.motion === "play" : this.#moves();
    this.#ask({ action: moves ? "pause" : "play", version: this.player.anchor?.version });
  }

  /** What moves already, or will, is not asked to. */
  play() {
    if (!(this.motion ? this.motion === "play" : this.#moves())) this.toggle();
  }

  pause() {
    if (this.motion ? this.motion === "play" : this.#moves()) this.toggle();
  }

  /** Wind to a place; of several at once the last one is asked for. @param {number} position s */
  seek(position) {
    clearTimeout(this.gathering);
    const rest = this.soughtAt + SEEK_GAP - performance.now();
    if (rest > 0) {
      this.gathered = this.#inside(position);
      this.dispatchEvent(new Event("pending"));
      this.gathering = setTimeout(() => this.seek(position), rest);
      return;
    }
    this.soughtAt = performance.now();
    this.gathered = null;
    this.#ask({ action: "seek", position: this.#inside(position) });
  }

  /** Wind by some seconds; a key held down makes one request. @param {number} seconds */
  seekBy(seconds) {
    this.gathered = this.#inside((this.target ?? this.player.wanted) + seconds);
    this.dispatchEvent(new Event("pending"));
    clearTimeout(this.gathering);
    this.gathering = setTimeout(() => this.seek(/** @type {number} */ (this.gathered)), GATHER);
  }

  /** @param {number} rate of the film for all */
  setRate(rate) {
    if (rate !== (this.speed ?? this.player.anchor?.rate)) this.#ask({ action: "rate", rate });
  }

  /** The room's past was restored: what was acknowledged in it will not come. */
  forget() {
    for (const [about, wish] of this.wishes) if (wish.version !== null) this.#forget(about);
  }

  /** Wait no longer for those whose film is loading. */
  goOn() {
    this.#ask({ action: "play", version: this.player.anchor?.version });
  }

  /** A film that waits for somebody is on its way too. */
  #moves() {
    return ["playing", "scheduled", "waiting"].includes(this.player.phase);
  }

  /** @param {number} position @returns {number} */
  #inside(position) {
    return Math.min(Math.max(0, position), this.player.duration);
  }

  /** @param {Command} command @param {number} [tries] how often it came too late before */
  async #ask(command, tries = 0) {
    const about = ABOUT[command.action];
    /** @type {Wish} */
    const wish = { command, version: null };
    this.wishes.set(about, wish);
    this.dispatchEvent(new Event("pending"));
    try {
      const ack = await this.socket.request(
        { type: "playback.command", ...command },
        { lifetime: LIFETIME },
      );
      wish.version = ack.version;
      this.#settle();
      setTimeout(() => this.wishes.get(about) === wish && this.socket.sync(), ANCHOR_PATIENCE);
    } catch (error) {
      if (this.wishes.get(about) !== wish) return; // something newer is wished for
      this.#forget(about);
      if (isStale(error) && about === "motion") this.#reconsider(command, error, tries + 1);
      else this.dispatchEvent(new CustomEvent("refused", { detail: error }));
    }
  }

  /**
   * Somebody was quicker. Two who press at once wanted the same, and it has happened; but if it was
   * a seek that came between, or the gate, the wish still stands, and is asked for once more, if
   * the state that came between is here while the wish is young.
   * @param {Command} command @param {Error} error @param {number} tries
   */
  #reconsider({ action, version }, error, tries) {
    const late = performance.now() + LIFETIME;
    const look = () => {
      if (this.player.anchor?.version === version) return;
      this.player.removeEventListener("change", look);
      if (this.motion || this.#moves() === (action === "play")) return;
      if (tries >= STALE_TRIES || performance.now() > late) this.dispatchEvent(new CustomEvent("refused", { detail: error }));
      else this.#ask({ action, version: this.player.anchor?.version }, tries);
    };
    this.player.addEventListener("change", look);
    look();
    setTimeout(() => this.player.anchor?.version === version && this.socket.sync(), ANCHOR_PATIENCE);
  }

  /** Pending until the state that the command made has come. */
  #settle() {
    const version = this.player.anchor?.version ?? -1;
    for (const [about, wish] of this.wishes) {
      if (wish.version !== null && version >= wish.version) this.#forget(about);
    }
  }

  /** @param {string} about */
  #forget(about) {
    this.wishes.delete(about);
    this.dispatchEvent(new Event("pending"));
  }
}

/** @param {any} error @returns {boolean} */
const isStale = (error) => error instanceof Refused && error.code === "stale";

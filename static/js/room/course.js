/**
 * Where the film should be: the room's anchor, and the one before it until its date has come.
 *
 * Knows the server's clock and no element.
 */

import { phaseAt, positionAt } from "./playback.js";

const SAME_COURSE = 0.02; // s; an anchor that goes on from the last one so closely needs no stop

export class Course {
  /** @param {import("./clock.js").Clock} clock */
  constructor(clock) {
    this.clock = clock;
    this.forget();
  }

  /** The room's past was restored: the next state counts, whatever its version. */
  forget() {
    /** @type {import("./playback.js").Playback & {phase?: string, waiting_for?: string[]} | null} */
    this.anchor = null;
    /** @type {import("./playback.js").Playback[]} what holds, each until the date of the next */
    this.former = [];
  }

  /**
   * A new anchor. What runs goes on if the new one begins where the old one comes to.
   * @param {any} anchor @param {boolean} runs whether the film runs by what holds now
   * @returns {boolean} whether it is another version
   */
  take(anchor, runs) {
    const before = this.anchor;
    this.anchor = anchor;
    if (anchor.version === before?.version) return false;
    const meets = before?.playing && anchor.playing && runs;
    const there = meets ? positionAt(before, anchor.at) : Number.NaN;
    const goesOn = Math.abs(there - anchor.position) < SAME_COURSE;
    this.former = goesOn ? [...this.former, { ...before, phase: undefined }] : [];
    return true;
  }

  /** @returns {import("./playback.js").Playback|null} what holds now */
  get current() {
    const now = this.clock.now();
    while (this.former.length && now >= (this.former[1] ?? this.anchor).at) this.former.shift();
    return this.former[0] ?? this.anchor;
  }

  /** @param {number} at ms of server time @returns {number} where the film should be then, s */
  positionAt(at) {
    return positionAt(this.current, at);
  }

  /** @returns {number} where the film should be now, s */
  get wanted() {
    return this.anchor ? this.positionAt(this.clock.now()) : 0;
  }

  /** @returns {number} how fast the room plays */
  get rate() {
    return this.current?.rate ?? 1;
  }

  /** @returns {string} what the room is doing now */
  get phase() {
    if (!this.anchor) return "paused";
    if (this.anchor.phase === "waiting") return "waiting";
    return phaseAt(this.current, this.clock.now());
  }
}

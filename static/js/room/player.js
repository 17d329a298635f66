/**
 * The film obeys the room: a function from the server's anchor to the video element.
 *
 * Never sends anything and never takes a media event for a wish of the viewer, so that what the
 * room did cannot come back as an echo. Personal things (sound, full screen) live elsewhere.
 */

import { Corrector } from "./correction.js";
import { phaseAt, positionAt } from "./playback.js";

const TICK = 50; // ms between two looks at the element
const SAME_FRAME = 0.004; // s; a standing film closer than this is not moved
const START_HERE = 0.25; // s; closer than this a player starts where it stands and is corrected
const HAVE_METADATA = 1;
const HAVE_FUTURE_DATA = 3;
const MAX_START_LAG = 400; // ms

/** Events: `change` (a state was taken), `tick` (the element was looked at). */
export class Player extends EventTarget {
  /**
   * @param {HTMLVideoElement} video @param {import("./clock.js").Clock} clock
   * @param {import("./starter.js").Starter} starter
   * @param {number} duration seconds, the server's word
   */
  constructor(video, clock, starter, duration) {
    super();
    Object.assign(this, { video, clock, starter, duration });
    /** @type {import("./playback.js").Playback & {phase?: string, waiting_for?: string[]} | null} */
    this.anchor = null;
    this.corrector = new Corrector();
    this.startLag = 30; // ms from play() to a film that moves, learned
    this.learnStart = false;
    this.jumping = false;
    video.addEventListener("seeked", () => this.#landed());
    for (const event of ["loadedmetadata", "canplay", "playing", "pause"]) {
      video.addEventListener(event, () => this.tick());
    }
    setInterval(() => this.tick(), TICK);
  }

  /** Take the room's state; an older one than known changes nothing. @param {any} playback */
  follow(playback) {
    if (this.anchor && playback.version < this.anchor.version) return;
    const moved = playback.version !== this.anchor?.version;
    this.anchor = { ...playback, duration: this.duration };
    if (moved) {
      clearTimeout(this.startTimer);
      this.corrector.begin(performance.now());
    }
    this.tick();
    this.dispatchEvent(new Event("change"));
  }

  /** The room's past was restored: the next state counts, whatever its version. */
  forget() {
    this.anchor = null;
  }

  /** @returns {number} where the film should be now, s */
  get wanted() {
    return this.anchor ? positionAt(this.anchor, this.clock.now()) : 0;
  }

  /** @returns {string} what the room is doing now */
  get phase() {
    if (!this.anchor) return "paused";
    if (this.anchor.phase === "waiting") return "waiting";
    return phaseAt(this.anchor, this.clock.now());
  }

  /** @returns {boolean} whether the element has nothing to show at the moment */
  get busy() {
    return this.video.seeking || this.video.readyState < HAVE_FUTURE_DATA;
  }

  /** Look at the element and do what the anchor asks. */
  tick() {
    if (!this.anchor || !this.clock.ready || this.video.readyState < HAVE_METADATA) return;
    const phase = this.phase;
    this.clock.playing = phase === "playing";
    if (phase === "playing") this.#run();
    else if (phase === "scheduled") this.#await();
    else this.#hold();
    this.dispatchEvent(new Event("tick"));
  }

  #run() {
    const off = this.video.currentTime - this.wanted;
    if (this.video.paused) this.#begin(off);
    else this.#correct(off);
  }

  /** Stand at the anchor's place. */
  #hold() {
    if (!this.video.paused) this.video.pause();
    this.#setRate(1);
    const place = this.#reachable(this.wanted);
    const off = Math.abs(this.video.currentTime - place);
    if (!this.video.seeking && off > SAME_FRAME) this.video.currentTime = place;
  }

  /** Stand until the common start, and begin so much before it as this player needs to get going. */
  #await() {
    const wait = this.clock.local(this.anchor.at) - performance.now() - this.startLag;
    if (wait <= 0) return; // begun already
    this.#hold();
    clearTimeout(this.startTimer);
    if (wait < 2 * TICK) this.startTimer = setTimeout(() => this.#play(), wait);
  }

  /** The room plays and this player stands: a newcomer, or one that the browser stopped. */
  #begin(off) {
    const { video } = this;
    if (video.ended && this.wanted > video.duration - 0.5) return; // play() would begin anew
    if (Math.abs(off) > START_HERE && !video.seeking) {
      this.corrector.begin(performance.now());
      this.#jump(this.corrector.lead);
    }
    this.#play();
  }

  /** @param {number} off s that the player is ahead */
  #correct(off) {
    const action = this.corrector.step({ offset: off, now: performance.now(), busy: this.busy });
    if (action.kind === "seek") this.#jump(action.lead);
    else this.#setRate(this.corrector.factor);
    if (this.learnStart && this.corrector.sure) this.#learnStart();
  }

  /** What the start was late by, half of it goes into the next one. */
  #learnStart() {
    this.learnStart = false;
    const lag = this.startLag - this.corrector.offset * 500;
    this.startLag = Math.min(MAX_START_LAG, Math.max(0, lag));
  }

  /** Go to where the film will be when the jump is done. @param {number} lead s that it takes */
  #jump(lead) {
    this.jumping = true;
    this.video.currentTime = this.#reachable(this.wanted + lead * this.anchor.rate);
  }

  #landed() {
    if (this.jumping) this.corrector.landed(performance.now());
    else this.corrector.restart(performance.now());
    this.jumping = false;
    this.tick();
  }

  async #play() {
    const scheduled = this.phase === "scheduled";
    this.corrector.restart(performance.now());
    if (await this.starter.play()) this.learnStart = scheduled;
  }

  /** @param {number} place @returns {number} s, inside what the element has */
  #reachable(place) {
    return Math.min(place, this.video.duration || place);
  }

  /** @param {number} factor of the room's own rate */
  #setRate(factor) {
    const base = this.anchor?.rate ?? 1;
    const rate = base * factor;
    if (this.video.playbackRate === rate) return;
    // Stretching sound makes the film jump when it begins and ends: a trim does without it.
    this.video.preservesPitch = base !== 1 || this.corrector.stretch;
    this.video.playbackRate = rate;
  }
}

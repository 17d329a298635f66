/**
 * The film played for oneself: a hand on the element, with the faces of the room's player and remote,
 * so that the room's buttons, keys and fingers serve here too.
 *
 * What the viewer wants (place, motion, speed) is kept here and not in the element, which forgets it
 * when its address changes.
 */

const HAVE_METADATA = 1;
const HAVE_CURRENT_DATA = 2;
const NEAR_END = 0.3; // s; «again» begins anew from here

/** Events: `change` (motion, place or speed was changed), `tick` (the film moved), `pending` (never). */
export class Projector extends EventTarget {
  /**
   * @param {HTMLVideoElement} video @param {import("../room/starter.js").Starter} starter
   * @param {number} duration s @param {number} place s, where to begin
   */
  constructor(video, starter, duration, place) {
    super();
    Object.assign(this, { video, starter, duration, place });
    this.moves = false;
    this.rate = 1;
    this.motion = this.target = this.speed = null; // nothing here waits for an answer
    video.addEventListener("loadedmetadata", () => this.#settle());
    for (const event of ["timeupdate", "seeked"]) video.addEventListener(event, () => this.#moved());
    for (const event of ["play", "playing", "ended"]) video.addEventListener(event, () => this.#changed());
    video.addEventListener("pause", () => this.#paused());
  }

  /** @returns {{position: number, rate: number}} what the room's modules ask for */
  get anchor() {
    return { position: this.place, rate: this.rate };
  }

  /** @returns {number} where the film stands, s */
  get wanted() {
    return this.place;
  }

  /** @returns {"playing"|"paused"|"ended"} */
  get phase() {
    if (this.moves) return "playing";
    return this.video.ended && this.place > this.duration - NEAR_END ? "ended" : "paused";
  }

  toggle() {
    if (this.moves) this.pause();
    else this.play();
  }

  play() {
    if (this.phase === "ended") this.seek(0);
    this.moves = true;
    if (this.video.readyState >= HAVE_METADATA) this.starter.play();
    this.#changed();
  }

  pause() {
    this.moves = false;
    this.video.pause();
    this.#changed();
  }

  /** @param {number} position s */
  seek(position) {
    this.place = Math.min(Math.max(0, position), this.duration);
    if (this.video.readyState >= HAVE_METADATA) this.video.currentTime = this.place;
    this.#changed();
    this.dispatchEvent(new Event("tick"));
  }

  /** @param {number} seconds */
  seekBy(seconds) {
    this.seek(this.place + seconds);
  }

  /** @param {number} rate */
  setRate(rate) {
    this.rate = rate;
    this.video.playbackRate = rate;
    this.#changed();
  }

  /** The element has a film, or another version of it: it is put where the viewer was. */
  #settle() {
    this.video.playbackRate = this.rate;
    if (this.place > 0) this.video.currentTime = this.place;
    if (this.moves) this.starter.play();
    this.#changed();
  }

  #moved() {
    if (this.video.seeking || this.video.readyState < HAVE_CURRENT_DATA) return;
    this.place = this.video.currentTime;
    this.dispatchEvent(new Event("tick"));
  }

  /** By the system, at the end, or because the address changes: only the latter goes on by itself. */
  #paused() {
    if (!this.video.paused) return; // it plays again already
    if (this.video.readyState >= HAVE_METADATA) this.moves = false;
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

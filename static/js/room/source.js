/** Where the film is played from: a signed address that runs out, fetched anew when it does. */

import { exchange } from "./http.js";

const FIRST_WAIT = 1000; // ms before the first try after an error, doubled at each
const LONGEST_WAIT = 30000;
const SURE = 2; // errors in a row before the next one says that the film is lost
const STARVED = 12000; // ms without a byte after which a line is taken for dead
const LOOK = 1000; // ms between two looks
const NOTHING = -1;
const LOADING = 2; // networkState
const HAVE_FUTURE_DATA = 3; // readyState

/**
 * @typedef {{id: number, height: number, language: string, url: string}} Version
 * @typedef {{url: string, versions: Version[], subtitles: {language: string, url: string}[]}} Found
 */

/** Events: `found`, the film's addresses are known, or known anew; `lost` (detail: whether it is). */
export class Source extends EventTarget {
  /**
   * @param {HTMLVideoElement} video @param {string} api answers what `Found` says
   * @param {(versions: Version[]) => Version | undefined} choose which of them to play
   */
  constructor(video, api, choose) {
    super();
    Object.assign(this, { video, api, choose });
    /** @type {Found | null} */
    this.found = null;
    this.playing = NOTHING; // id of the version in the element
    /** Whether the viewer has just changed over: his own affair, for which nobody need wait. */
    this.changing = false;
    this.tries = 0;
    this.lost = false;
    video.addEventListener("canplay", () => {
      this.changing = false;
      this.#tell(false);
    });
    video.addEventListener("error", () => this.#later());
    video.addEventListener("playing", () => (this.tries = 0));
    this.fedAt = performance.now();
    for (const event of ["progress", "loadstart", "seeking"]) {
      video.addEventListener(event, () => (this.fedAt = performance.now()));
    }
    setInterval(() => this.#watch(), LOOK);
  }

  /** Begin with what came with the page, or fetch it: the file was away then. @param {Found|null} found */
  open(found) {
    if (found) this.#take(found);
    else this.renew();
  }

  /** The viewer chose another version: change over if it is not the one that plays. */
  apply() {
    const version = this.found && this.choose(this.found.versions);
    if (!version || version.id === this.playing) return;
    this.changing = this.playing !== NOTHING;
    this.playing = version.id;
    this.video.src = version.url; // the player begins again where the room is
  }

  /** Fetch the addresses anew. */
  async renew() {
    try {
      this.#take(await exchange(this.api));
    } catch {
      this.#later(); // no network or no file now: more rarely
    }
  }

  /** @param {Found} found */
  #take(found) {
    this.found = found;
    this.playing = NOTHING;
    this.apply();
    this.dispatchEvent(new Event("found"));
  }

  /** @param {boolean} lost */
  #tell(lost) {
    if (lost === this.lost) return;
    this.lost = lost;
    this.dispatchEvent(new CustomEvent("lost", { detail: lost }));
  }

  /** A line that a black hole has cut never says so: the browser would wait on it for ever. */
  #watch() {
    const { video } = this;
    const hungry = video.networkState === LOADING && video.readyState < HAVE_FUTURE_DATA;
    if (!hungry || this.playing === NOTHING) this.fedAt = performance.now();
    if (performance.now() - this.fedAt < STARVED) return;
    this.fedAt = performance.now();
    this.#later();
  }

  #later() {
    if (this.tries >= SURE) this.#tell(true);
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.tries);
    this.tries += 1;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.renew(), wait);
  }
}

/**
 * Notices that this page was asleep: a closed laptop, a locked phone, a tab behind others.
 *
 * Browsers tell of some of these and not of others, so the page also looks at its own pulse. The
 * wall clock serves as a hint only: it goes on while a machine sleeps, where the monotonic clock of
 * many systems stands still. Who has set it by hand is taken for a sleeper, and loses nothing.
 */

const MISSED = 3000; // ms without a look; a tab in the background still gets one each second

/** Events: `wake` (detail: whether nothing ran meanwhile, so that measurements are void). */
export class Waking extends EventTarget {
  /** @param {() => number} [wall] ms; may be set by its user */
  constructor(wall = () => Date.now()) {
    super();
    this.wall = wall;
    this.#mark();
    document.addEventListener("visibilitychange", () => document.hidden || this.#wake());
    document.addEventListener("resume", () => this.#wake());
    addEventListener("pageshow", () => this.#wake());
    addEventListener("online", () => this.#wake());
  }

  #mark() {
    this.felt = performance.now();
    this.seen = this.wall();
  }

  /** @returns {boolean} whether the pulse was away since the last look */
  get #slept() {
    const ran = performance.now() - this.felt;
    const passed = this.wall() - this.seen;
    return ran > MISSED || Math.abs(passed - ran) > MISSED;
  }

  /** Feel the pulse: to be called every second or so. */
  look() {
    if (this.#slept) this.#wake();
    this.#mark();
  }

  #wake() {
    const slept = this.#slept;
    this.#mark();
    this.dispatchEvent(new CustomEvent("wake", { detail: slept }));
  }
}

/**
 * A video element in virtual time: it starts late, takes its time to seek, runs on a clock of its
 * own, may starve, and jumps when its sound begins or ends to be stretched (docs/adr/0020).
 */

const METADATA = 1;
const CURRENT_DATA = 2;
const ENOUGH = 4;
const STRETCH_IN = 0.018; // s that the film falls back when sound goes into the stretcher
const STRETCH_OUT = 0.004; // and out of it
const RESUME = 20; // ms from the end of a seek or of a stall to a film that moves

export class Element extends EventTarget {
  paused = true;
  muted = false;
  seeking = false;
  ended = false;
  readyState = ENOUGH;
  preservesPitch = true;
  counts = { seeks: 0, rates: 0 };
  #place = 0;
  #since = 0;
  #rate = 1;
  #moves = false;
  #starts = 0; // of play(); one that was overtaken does nothing

  /**
   * @param {import("./world.mjs").World} world @param {import("./world.mjs").Machine} machine
   * @param {{duration: number, startLag: number, seekTime: number, skew: number}} manners ms, ppm
   */
  constructor(world, machine, manners) {
    super();
    Object.assign(this, { world, machine, manners, duration: manners.duration });
    this.speed = 1 + manners.skew / 1e6;
    const { duration } = manners;
    this.buffered = { length: 1, start: () => 0, end: () => duration };
  }

  /** @returns {number} s */
  get currentTime() {
    const ran = this.#moves ? ((this.world.moment - this.#since) / 1000) * this.#rate * this.speed : 0;
    return Math.min(this.#place + ran, this.duration);
  }

  set currentTime(place) {
    this.counts.seeks += 1;
    this.#halt(Math.max(0, Math.min(place, this.duration)));
    this.seeking = true;
    this.readyState = METADATA;
    this.world.cancel(this.landing);
    this.landing = this.#in(this.#about(this.manners.seekTime), () => {
      this.seeking = false;
      this.readyState = this.starving ? CURRENT_DATA : ENOUGH;
      this.#tell("seeked");
      if (!this.paused) this.#go(RESUME);
    });
  }

  get playbackRate() {
    return this.#rate;
  }

  set playbackRate(rate) {
    if (rate === this.#rate) return;
    this.counts.rates += 1;
    const stretched = this.stretched;
    this.#halt(this.currentTime, this.#moves);
    this.#rate = rate;
    this.stretched = this.preservesPitch && rate !== 1;
    if (this.#moves && this.stretched !== stretched) this.#place -= this.stretched ? STRETCH_IN : STRETCH_OUT;
  }

  /** @returns {Promise<void>} kept when the film moves */
  play() {
    if (!this.paused) return Promise.resolve();
    this.paused = false;
    return new Promise((moves, stopped) => {
      this.awaiting = { moves, stopped };
      this.#go(this.#about(this.manners.startLag));
    });
  }

  pause() {
    if (this.paused) return;
    this.#halt(this.currentTime);
    this.paused = true;
    this.awaiting?.stopped(new DOMException("paused meanwhile", "AbortError"));
    this.awaiting = undefined;
    this.#in(0, () => this.#tell("pause"));
  }

  /** Have nothing to show for so long. @param {number} span ms */
  starve(span) {
    this.starving = true;
    this.readyState = CURRENT_DATA;
    this.#halt(this.currentTime);
    this.#in(0, () => this.#tell("waiting"));
    this.#in(span, () => {
      this.starving = false;
      if (this.seeking) return;
      this.readyState = ENOUGH;
      this.#tell("canplay");
      if (!this.paused) this.#go(RESUME);
    });
  }

  #go(delay) {
    const start = ++this.#starts;
    this.#in(delay, () => {
      if (start !== this.#starts || this.paused || this.seeking || this.starving) return;
      this.#moves = true;
      this.#since = this.world.moment;
      this.#tell("playing");
      this.awaiting?.moves();
      this.awaiting = undefined;
    });
  }

  #halt(place, goesOn = false) {
    this.#place = place;
    this.#since = this.world.moment;
    this.#moves = goesOn;
    if (!goesOn) this.#starts += 1;
  }

  /** @param {number} span ms @returns {number} as it is this time, within a quarter of it */
  #about(span) {
    return span * (0.75 + this.world.luck() / 2);
  }

  #in(delay, work) {
    return this.world.after(delay, this.machine, work);
  }

  #tell(name) {
    this.dispatchEvent(new Event(name));
  }
}

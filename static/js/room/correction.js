/**
 * How a player that is off its place comes back to it: not at all, by rate, or by a seek.
 *
 * Pure: fed with measurements, answers with an action. Offsets are seconds, positive when the
 * player is ahead; times are milliseconds of a monotonic clock.
 *
 * Below `TRIM_FROM` nothing is done. Up to `BAND` a trim of at most 2 % takes the rest away without
 * pitch preservation: a third of a semitone for a moment is not noticed, while a browser that
 * stretches sound jumps by some 20 ms each time it begins and ends (docs/adr). In the first moments
 * after a start or a jump, when nobody has the tone in his ear yet, all may be twice as strong.
 * Above the band the rate moves within ±5 % with the pitch preserved. Above `SEEK_ABOVE` only a
 * seek brings the player back in decent time.
 */

export const CLOSE = 0.001;
export const TRIM_FROM = 0.003;
export const BAND = 0.06;
export const SEEK_ABOVE = 1.0;
const SEEK_ABOVE_WITHOUT_RATE = 0.15; // where pulling has no effect; below it the trim goes on
const TRIM = 0.02;
const FRESH = 3000; // ms after a start or a jump
const FRESH_TRIM = 0.04;
const FRESH_BAND = 0.045;
const FRESH_PULL = 0.1;
const PULL = 0.05;
const GAIN = 2.5; // 0.4 s to take an offset away, as long as the limits allow it
const SETTLE = 250; // ms after a seek or a start in which the element's clock is not yet to be trusted
const STALL_SETTLE = 100; // ms after a stall; a tired machine stalls often and must still be corrected
const COOL_DOWN = 3000; // ms between two seeks: a seek that lands short must not call the next one
const CHECK_AFTER = 2500; // ms of pulling after which the offset must have become smaller
const DISTRUST = 10000; // ms for which nothing is pulled after a pull had no effect
const MAX_LEAD = 2.0;
const AIM_ABOVE = 0.15;
const AIMS = 3; // seeks that a newcomer or a new command may take to land in the trim band
const SAMPLES = 5;

/**
 * @typedef {{kind: "none"}|{kind: "rate", factor: number}|{kind: "seek", lead: number}} Action
 * @typedef {{offset: number, now: number, busy: boolean}} Measurement
 */

/** @param {number[]} values @returns {number} */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export class Corrector {
  constructor() {
    /** Seconds that a seek of this player takes, learned; the seek aims so much further. */
    this.lead = 0.1;
    this.factor = 1;
    /** Whether the sound is to be stretched, so that its pitch stays. */
    this.stretch = false;
    /** @type {number[]} */
    this.recent = [];
    this.quietUntil = 0;
    this.freshUntil = 0;
    this.seekAllowedAt = 0;
    this.distrustUntil = 0;
    this.learning = false;
    this.aims = 0;
    /** @type {{offset: number, now: number}|null} */
    this.pull = null;
  }

  /** @returns {number} the offset to believe: the median of the last measurements */
  get offset() {
    return this.recent.length ? median(this.recent) : 0;
  }

  /** @returns {boolean} whether enough was measured since the last start or jump */
  get sure() {
    return this.recent.length >= 3;
  }

  /** A new anchor, or a newcomer: nobody minds a second jump now. @param {number} now */
  begin(now) {
    this.aims = AIMS;
    this.restart(now);
  }

  /**
   * The player was started or stopped: old measurements say nothing.
   * @param {number} now @param {number} [settle] ms in which nothing is believed
   */
  restart(now, settle = SETTLE) {
    this.recent = [];
    this.factor = 1;
    this.pull = null;
    this.quietUntil = Math.max(this.quietUntil, now + settle);
    this.freshUntil = now + FRESH;
  }

  /** The element has finished a seek that this corrector asked for. @param {number} now */
  landed(now) {
    this.restart(now);
    this.learning = true;
  }

  /** Take a measurement. @param {Measurement} measurement @returns {Action} */
  step({ offset, now, busy }) {
    if (busy) {
      this.restart(now, STALL_SETTLE); // never fight a player that is loading or seeking
      return { kind: "none" };
    }
    if (now < this.quietUntil) return { kind: "none" };
    this.recent.push(offset);
    if (this.recent.length > SAMPLES) this.recent.shift();
    if (!this.sure) return { kind: "none" };
    this.#learn();
    return this.#decide(this.offset, now);
  }

  #learn() {
    if (!this.learning) return;
    this.learning = false;
    this.lead = Math.min(MAX_LEAD, Math.max(0, this.lead - this.offset * 0.7));
  }

  /** @param {number} offset @param {number} now @returns {Action} */
  #decide(offset, now) {
    const trusted = now >= this.distrustUntil;
    if (Math.abs(offset) > AIM_ABOVE && this.aims > 0 && now < this.freshUntil) {
      this.aims -= 1;
      this.seekAllowedAt = now;
      return this.#seek(now);
    }
    if (Math.abs(offset) > (trusted ? SEEK_ABOVE : SEEK_ABOVE_WITHOUT_RATE)) {
      return this.#seek(now);
    }
    return this.#setRate(this.#wanted(offset, now), offset, now);
  }

  /** @param {number} now @returns {Action} */
  #seek(now) {
    if (now < this.seekAllowedAt) return { kind: "none" };
    this.seekAllowedAt = now + COOL_DOWN;
    this.restart(now);
    return { kind: "seek", lead: this.lead };
  }

  /** Hysteresis: begins at TRIM_FROM, ends at CLOSE. @param {number} offset @param {number} now */
  #wanted(offset, now) {
    const size = Math.abs(offset);
    if (size < (this.factor === 1 ? TRIM_FROM : CLOSE)) return 1;
    const fresh = now < this.freshUntil;
    this.stretch = size > (fresh ? FRESH_BAND : BAND);
    const [pull, trim] = fresh ? [FRESH_PULL, FRESH_TRIM] : [PULL, TRIM];
    const limit = this.stretch ? pull : trim;
    const factor = 1 - Math.max(-limit, Math.min(limit, offset * GAIN));
    return Math.round(factor * 2000) / 2000; // steps of 0.05 %: no new rate for a breath of noise
  }

  /** @param {number} factor @param {number} offset @param {number} now @returns {Action} */
  #setRate(factor, offset, now) {
    if (factor === 1 || Math.abs(offset) < BAND) this.pull = null;
    else this.pull ??= { offset, now };
    if (this.pull && now - this.pull.now > CHECK_AFTER) {
      if (!this.#tookEffect(this.pull.offset, offset)) {
        this.distrustUntil = now + DISTRUST;
        factor = 1;
      }
      this.pull = null;
    }
    if (factor === this.factor) return { kind: "none" };
    this.factor = factor;
    return { kind: "rate", factor };
  }

  /** Some players take a rate and do not keep it. @param {number} before @param {number} after */
  #tookEffect(before, after) {
    const possible = Math.min(Math.abs(before), (PULL * CHECK_AFTER) / 1000);
    return Math.abs(before) - Math.abs(after) > 0.25 * possible;
  }
}

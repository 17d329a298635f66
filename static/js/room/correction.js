/**
 * How a player that is off its place comes back to it: not at all, by rate, or by a jump.
 *
 * Pure: fed with measurements, answers with an action. Offsets are seconds, positive when the
 * player is ahead; times are milliseconds of a monotonic clock.
 *
 * Below `TRIM_FROM` nothing is done. Up to `BAND` a trim of at most 2 % takes the rest away without
 * pitch preservation: a third of a semitone for a moment is not noticed, while a browser that
 * stretches sound jumps by some 20 ms each time it begins and ends (docs/adr/0020). Above the band
 * the rate moves within ±5 % with the pitch preserved. Above `SEEK_ABOVE` a film that runs on unhurt
 * (a throttled machine) is pulled harder, for a jump would be seen (R092); one that has just stood,
 * or is further off than `JUMP_ABOVE`, jumps: nothing else brings it back in decent time. In the first moments after a start or a jump nobody has the tone in
 * his ear yet: what the start was off by is taken away briskly (docs/adr/0045), then all may be twice
 * as strong as later on.
 *
 * When a start is over is seen, not guessed: two measurements in a row that agree with each other
 * come from a film that moves.
 */

export const CLOSE = 0.001;
export const TRIM_FROM = 0.003;
export const BAND = 0.06;
export const SEEK_ABOVE = 1.0;
export const JUMP_ABOVE = 3.0;
const FAR_PULL = 0.15; // from SEEK_ABOVE on…
const FAR_UNTIL = 0.5; // …down to here, s
const SEEK_ABOVE_WITHOUT_RATE = 0.15; // where pulling has no effect; below it the trim goes on
const TRIM = 0.02;
const BRISK = 1500; // ms after a start or a jump
const BRISK_TRIM = 0.25;
const BRISK_GAIN = 7; // the rest is gone in 0.15 s; the measurements lag behind by 0.05 s
const FRESH = 3000; // ms after a start, a jump or a stall
const FRESH_TRIM = 0.04;
const FRESH_BAND = 0.045;
const FRESH_PULL = 0.1;
const PULL = 0.05;
const GAIN = 2.5; // 0.4 s to take an offset away, as long as the limits allow it
const SETTLE = 500; // ms in which a film that does not run evenly yet is waited for
const EVEN = 0.004; // s; measurements that agree so well come from a film that runs
const COOL_DOWN = 3000; // ms between two jumps: one that lands short must not call the next one
const CHECK_AFTER = 2500; // ms of pulling after which the offset must have become smaller
const DISTRUST = 10000; // ms for which nothing is pulled after a pull had no effect
const AIM_ABOVE = 0.15;
const AIM_WITHIN = 5000; // ms after the command
const AIMS = 3; // jumps that a newcomer or a new command may take to land in the trim band
const SAMPLES = 5;
const BRISK_SAMPLES = 3;
const SAME_LOOK = 12; // ms; several events of one moment are one measurement

/**
 * @typedef {{kind: "none"}|{kind: "rate", factor: number}|{kind: "seek"}} Action
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
    this.factor = 1;
    /** Whether the sound is to be stretched, so that its pitch stays. */
    this.stretch = false;
    /** @type {number[]} */
    this.recent = [];
    this.measuredAt = -Infinity;
    this.even = 0; // measurements in a row that agreed with the one before
    this.quietUntil = 0;
    this.briskUntil = 0;
    this.freshUntil = 0;
    this.seekAllowedAt = 0;
    this.distrustUntil = 0;
    this.aims = 0;
    this.aimUntil = 0;
    this.far = false; // it is pulled hard…
    this.farUntil = FAR_UNTIL; // …down to here, s
    /** @type {{offset: number, now: number}|null} */
    this.pull = null;
  }

  /** @returns {number} the offset to believe: the median of the last measurements */
  get offset() {
    return this.recent.length ? median(this.recent) : 0;
  }

  /** @returns {boolean} whether the film runs and enough was measured since the last start or jump */
  get sure() {
    return this.recent.length >= 3 && this.even >= 2;
  }

  /** A new anchor, a newcomer, or one who woke: nobody minds a second jump now. @param {number} now */
  begin(now) {
    this.aims = AIMS;
    this.aimUntil = now + AIM_WITHIN;
    this.restart(now);
  }

  /** The film was started at its place or jumped there. @param {number} now */
  started(now) {
    this.restart(now);
    this.briskUntil = now + BRISK;
  }

  /** The film stood, or stands: old measurements say nothing. @param {number} now */
  restart(now) {
    this.recent = [];
    this.even = 0;
    this.factor = 1;
    this.pull = null;
    this.far = false;
    this.quietUntil = now + SETTLE;
    this.freshUntil = now + FRESH;
  }

  /** Take a measurement. @param {Measurement} measurement @returns {Action} */
  step({ offset, now, busy }) {
    if (busy) {
      this.restart(now); // never fight a player that is loading or seeking
      return { kind: "none" };
    }
    if (now - this.measuredAt < SAME_LOOK) return { kind: "none" };
    this.#take(offset, now);
    if (now >= this.quietUntil) this.even = Math.max(this.even, 2); // uneven or not
    return this.sure ? this.#decide(this.offset, now) : { kind: "none" };
  }

  #take(offset, now) {
    this.recent = this.recent.slice(1 - (now < this.briskUntil ? BRISK_SAMPLES : SAMPLES));
    const last = this.recent.at(-1);
    if (this.even < 2) {
      const agrees = last !== undefined && Math.abs(offset - last) < EVEN;
      this.even = agrees ? this.even + 1 : 0;
      if (!agrees) this.recent = []; // the film did not run yet
    }
    this.recent.push(offset);
    this.measuredAt = now;
  }

  /** @param {number} offset @param {number} now @returns {Action} */
  #decide(offset, now) {
    const trusted = now >= this.distrustUntil;
    if (Math.abs(offset) > AIM_ABOVE && this.aims > 0 && now < this.aimUntil) {
      this.aims -= 1;
      this.seekAllowedAt = now;
      return this.#seek(now);
    }
    this.far = trusted && this.#isFar(Math.abs(offset), now);
    if (!this.far && Math.abs(offset) > (trusted ? SEEK_ABOVE : SEEK_ABOVE_WITHOUT_RATE)) {
      return this.#seek(now);
    }
    return this.#setRate(this.#wanted(offset, now), offset, now);
  }

  /** With hysteresis. Who stood a moment ago may jump: that was seen anyway. @param {number} size @param {number} now */
  #isFar(size, now) {
    if (size > JUMP_ABOVE) return false;
    if (this.far) return size > this.farUntil;
    this.farUntil = FAR_UNTIL;
    return size > SEEK_ABOVE && now >= this.freshUntil;
  }

  /** @param {number} now @returns {Action} */
  #seek(now) {
    if (now < this.seekAllowedAt) return { kind: "none" };
    this.seekAllowedAt = now + COOL_DOWN;
    this.restart(now);
    return { kind: "seek" };
  }

  /** Hysteresis: begins at TRIM_FROM, ends at CLOSE. @param {number} offset @param {number} now */
  #wanted(offset, now) {
    const size = Math.abs(offset);
    if (size < (this.factor === 1 ? TRIM_FROM : CLOSE)) return 1;
    const { limit, gain, stretch } = this.#strength(size, now);
    this.stretch = stretch;
    const factor = 1 - Math.max(-limit, Math.min(limit, offset * gain));
    return Math.round(factor * 2000) / 2000; // steps of 0.05 %: no new rate for a breath of noise
  }

  /** @param {number} size @param {number} now */
  #strength(size, now) {
    if (this.far) return { limit: FAR_PULL, gain: GAIN, stretch: true };
    if (now < this.briskUntil) return { limit: BRISK_TRIM, gain: BRISK_GAIN, stretch: false };
    const fresh = now < this.freshUntil;
    const stretch = size > (fresh ? FRESH_BAND : BAND);
    const [pull, trim] = fresh ? [FRESH_PULL, FRESH_TRIM] : [PULL, TRIM];
    return { limit: stretch ? pull : trim, gain: GAIN, stretch };
  }

  /** @param {number} factor @param {number} offset @param {number} now @returns {Action} */
  #setRate(factor, offset, now) {
    if (factor === 1 || Math.abs(offset) < BAND) this.pull = null;
    else this.pull ??= { offset, now };
    if (this.pull && now - this.pull.now > CHECK_AFTER) {
      if (!this.#tookEffect(this.pull.offset, offset)) {
        if (!this.far && now >= this.freshUntil) this.#pullHarder();
        else {
          this.distrustUntil = now + DISTRUST;
          factor = 1;
        }
      }
      this.pull = null;
    }
    if (factor === this.factor) return { kind: "none" };
    this.factor = factor;
    return { kind: "rate", factor };
  }

  /** A machine that loses more time than a gentle pull makes up for. */
  #pullHarder() {
    this.far = true;
    this.farUntil = BAND;
  }

  /** Some players take a rate and do not keep it. @param {number} before @param {number} after */
  #tookEffect(before, after) {
    const strength = this.far ? FAR_PULL : PULL;
    const possible = Math.min(Math.abs(before), (strength * CHECK_AFTER) / 1000);
    return Math.abs(before) - Math.abs(after) > 0.3 * possible;
  }
}

/**
 * Where the film truly stands.
 *
 * Chromium tells `currentTime` to the millisecond. Firefox tells it in steps of one sound packet,
 * some 40 ms, each true at the moment at which it appears and too small ever after: there the film
 * is reckoned on from step to step. `requestVideoFrameCallback` serves as an early word of a new
 * step; its own figures are no better than a picture and a refresh of the screen.
 */

const STANDS = 120; // ms without a step after which the film is taken to stand
const ROUGH = 4; // ms by which a step differs from the time that it took
const LOOKS = 20; // steps after which it is judged how this browser tells the place
const LEAK = 0.1; // share of the time in which a reckoning that ran ahead is given up

export class Gauge {
  /** @param {HTMLVideoElement} video */
  constructor(video) {
    this.video = video;
    this.place = Number.NaN; // s, as told
    this.since = 0; // ms, when it was told first
    this.reckoned = Number.NaN; // s, at the last look
    this.looked = 0; // ms
    this.steps = 0;
    this.rough = 0; // steps that came too early or too late
    this.stepwise = false;
  }

  /** @returns {number} s of film at this moment */
  read() {
    this.#look(performance.now());
    return this.stepwise ? this.reckoned : this.place;
  }

  /** @param {number} now */
  #look(now) {
    const { currentTime: place, paused, seeking, playbackRate } = this.video;
    const step = (place - this.place) * 1000;
    const on = ((now - this.looked) / 1000) * playbackRate * (1 - LEAK);
    const runs = !paused && !seeking && step >= 0 && step < STANDS && now - this.since < STANDS;
    if (runs && step > 0) this.#judge(step, (now - this.since) * playbackRate);
    this.reckoned = runs ? Math.max(place, this.reckoned + on) : place;
    if (step !== 0) Object.assign(this, { place, since: now });
    this.looked = now;
  }

  /** Half of the steps are rough where the place is told in steps, next to none where it is not. */
  #judge(step, took) {
    if (this.stepwise) return;
    this.steps += 1;
    if (Math.abs(step - took) > ROUGH) this.rough += 1;
    if (this.steps < LOOKS) return;
    this.stepwise = this.rough >= LOOKS / 2;
    this.steps = 0;
    this.rough = 0;
    if (this.stepwise && "requestVideoFrameCallback" in this.video) this.#listen();
  }

  #listen() {
    this.video.requestVideoFrameCallback(() => {
      this.#look(performance.now());
      this.#listen();
    });
  }
}

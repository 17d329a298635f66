/** What starts and jumps take in this browser, learned from those it has made (docs/adr/0044). */

import { Learned } from "./learned.js";

const LOADED = 0.5; // s that have to be there for a place to count as loaded
const SPARE = 40; // ms that an appointment lies further away than the last ones needed
const JUDGED = 150; // ms after a start before it is known how far off it was
const CATCH_UP = 0.25; // s a second: how fast who came too late makes up for it
export const START_HERE = 0.06; // s; closer than this a player starts where it stands and is corrected

export class Habits {
  /** @param {HTMLVideoElement} video */
  constructor(video) {
    this.video = video;
    // From play() to a film that moves: a decoder that has just jumped is quicker or slower.
    this.startLag = { stood: new Learned(60, 400), jumped: new Learned(60, 400) };
    // From a jump to a film that can run, in what is loaded and in what is not.
    this.jumpCost = { loaded: new Learned(80, 1500), far: new Learned(250, 1500) };
  }

  /** @param {number} place s @returns {Learned} what a jump there takes */
  cost(place) {
    const { buffered } = this.video;
    for (let i = 0; i < buffered.length; i += 1) {
      const loaded = buffered.start(i) <= place && place + LOADED < buffered.end(i);
      if (loaded) return this.jumpCost.loaded;
    }
    return this.jumpCost.far;
  }

  /** @param {boolean} jumped whether it has just jumped @returns {Learned} what a start takes */
  lag(jumped) {
    return jumped ? this.startLag.jumped : this.startLag.stood;
  }

  /** @param {number} place s @returns {number} ms that a jump there and a start usually take */
  needed(place) {
    return this.cost(place).usual + this.startLag.jumped.usual;
  }

  /** @param {number} place s @param {number} tries in vain @returns {number} ms to ask for next time */
  span(place, tries) {
    const cost = this.cost(place);
    return Math.min(cost.worst, cost.usual * (1 + tries / 2)) + this.startLag.jumped.usual + SPARE;
  }

  /**
   * @param {number} late ms @param {number} wanted where the room is, s
   * @returns {boolean} whether a jump is sooner there than a correction
   */
  isHopeless(late, wanted) {
    const jump = this.needed(wanted) + SPARE;
    return late > START_HERE * 1000 && late > (jump + JUDGED) * CATCH_UP;
  }
}

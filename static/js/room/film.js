/** The video element in the player's hands: where it stands and how fast it runs. Decides nothing. */

const SAME_FRAME = 0.004; // s; a standing film closer than this is not moved
const HAVE_METADATA = 1;
const HAVE_FUTURE_DATA = 3;

export class Film {
  /**
   * @param {HTMLVideoElement} video @param {import("./course.js").Course} course
   * @param {import("./correction.js").Corrector} corrector
   */
  constructor(video, course, corrector) {
    Object.assign(this, { video, course, corrector });
  }

  /** @returns {boolean} whether the element knows what it is to play */
  get known() {
    return this.video.readyState >= HAVE_METADATA;
  }

  /** @returns {boolean} whether the element has nothing to show at the moment */
  get busy() {
    return this.video.seeking || this.video.readyState < HAVE_FUTURE_DATA;
  }

  /** @param {number} place @returns {number} s, inside what the element has */
  reachable(place) {
    return Math.min(place, this.video.duration || place);
  }

  /** @param {number} place s @returns {boolean} whether it shows another frame */
  isAway(place) {
    return Math.abs(this.video.currentTime - place) > SAME_FRAME;
  }

  /** @param {number} place s @returns {boolean} whether the film had to be moved there */
  stand(place) {
    const { video } = this;
    if (!video.paused) video.pause();
    this.setRate(1);
    if (video.seeking || !this.isAway(place)) return false;
    video.currentTime = place;
    return true;
  }

  /** @param {number} factor of the room's own rate */
  setRate(factor) {
    const base = this.course.rate;
    const rate = base * factor;
    if (this.video.playbackRate === rate) return;
    // Stretching sound makes the film jump when it begins and ends: a trim does without it.
    this.video.preservesPitch = base !== 1 || this.corrector.stretch;
    this.video.playbackRate = rate;
  }
}

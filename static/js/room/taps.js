/**
 * The hand on the film itself. A click plays and pauses; a finger's tap shows and hides the controls,
 * two taps at a side wind by ten seconds, each further tap by ten more.
 */

import { gettext } from "./words.js";

const DOUBLE = 320; // ms between the taps of one double tap
const SIDE = 0.35; // of the width, where two taps wind
const STEP = 10; // s

/**
 * What a tap means, from where it is and what came before.
 * @param {{side: number, at: number}|null} before @param {{side: number, at: number}} tap
 * @returns {number} seconds to wind by, 0 for a single tap
 */
export function windOf(before, { side, at }) {
  const again = before && before.side === side && at - before.at < DOUBLE;
  return again ? side * STEP : 0;
}

/** @param {number} share of the width @returns {-1|0|1} */
export const sideOf = (share) => (share < SIDE ? -1 : share > 1 - SIDE ? 1 : 0);

export class Taps {
  /**
   * @param {HTMLVideoElement} film @param {HTMLElement} mark shows the wind for a moment
   * @param {{remote: import("./remote.js").Remote, idle: import("./idle.js").Idle, allowed: () => boolean}} means
   */
  constructor(film, mark, means) {
    Object.assign(this, { film, mark, means });
    /** @type {{side: number, at: number}|null} */
    this.before = null;
    film.addEventListener("pointerdown", ({ pointerType }) => (this.kind = pointerType));
    film.addEventListener("click", (event) => this.#click(event));
  }

  #click(event) {
    const { remote, idle, allowed } = this.means;
    if (this.kind === "touch") this.#tap(event);
    else if (allowed()) remote.toggle();
    else idle.toggle();
  }

  #tap({ clientX, timeStamp }) {
    const { remote, idle, allowed } = this.means;
    const box = this.film.getBoundingClientRect();
    const tap = { side: sideOf((clientX - box.left) / box.width), at: timeStamp };
    const wind = allowed() ? windOf(this.before, tap) : 0;
    this.before = tap;
    if (!wind) {
      idle.toggle();
      return;
    }
    idle.wake();
    remote.seekBy(wind);
    this.#show(wind);
  }

  #show(wind) {
    this.mark.textContent = wind < 0 ? gettext("−10 с") : gettext("+10 с");
    this.mark.dataset.side = wind < 0 ? "left" : "right";
    this.mark.classList.remove("is-shown");
    void this.mark.offsetWidth; // restarts the animation
    this.mark.classList.add("is-shown");
  }
}

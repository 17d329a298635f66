/** The panel behind the badge: the figures of one's own player, for those who want them. */

import { Minute } from "./minute.js";
import { gettext, interpolate } from "./words.js";

const BOX = { width: 240, height: 40, reach: 50 }; // of the line, px; `reach` in ms

export class Figures {
  /** @param {HTMLElement} panel */
  constructor(panel) {
    this.panel = panel;
    this.line = panel.querySelector("[data-part=course]");
    this.drifts = new Minute();
  }

  /** Remember one's drift. @param {number} drift ms @param {number} now ms */
  note(drift, now) {
    this.drifts.note(drift, now);
  }

  /**
   * @param {import("./player.js").Player} player @param {number} drift ms @param {string} way
   */
  show(player, drift, way) {
    const { clock, counts, video, anchor } = player;
    const error = (clock.best?.rtt ?? 0) / 2;
    const rows = {
      drift: `${ms(drift)} / ${this.drifts.p95 === null ? "—" : ms(this.drifts.p95)}`,
      road: ms(clock.rtt ?? 0),
      offset: ms(clock.ready ? clock.now() - Date.now() : 0),
      error: `± ${ms(error)}`,
      rate: `${number(video.playbackRate, 3)}×`,
      nudges: String(counts.nudges),
      jumps: String(counts.jumps),
      version: String(anchor?.version ?? "—"),
      way: way === "http" ? gettext("HTTP, без сокетов") : gettext("сокеты"),
    };
    for (const [name, value] of Object.entries(rows)) {
      this.panel.querySelector(`[data-figure="${name}"]`).textContent = value;
    }
    this.line.setAttribute("points", this.drifts.points(performance.now(), BOX));
  }
}

/** @param {number} value @param {number} digits @returns {string} as the page's language writes it */
const number = (value, digits) =>
  value.toLocaleString(document.documentElement.lang, { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** @param {number} value @returns {string} */
const ms = (value) => interpolate(gettext("%(value)s мс"), { value: number(value, 1) });

/** The last minute of a measurement: its worst of twenty, and its course as a line. Pure. */

const MINUTE = 60_000; // ms

export class Minute {
  constructor() {
    /** @type {{value: number, at: number}[]} */
    this.samples = [];
  }

  /** @param {number} value @param {number} at ms */
  note(value, at) {
    this.samples.push({ value, at });
    while (at - this.samples[0].at > MINUTE) this.samples.shift();
  }

  /** @returns {number|null} what 95 of 100 samples keep within, by size */
  get p95() {
    if (!this.samples.length) return null;
    const sizes = this.samples.map(({ value }) => Math.abs(value)).sort((a, b) => a - b);
    return sizes[Math.ceil(sizes.length * 0.95) - 1];
  }

  /**
   * The course as points of a polyline; the newest sample stands at the right.
   * @param {number} now ms @param {{width: number, height: number, reach: number}} box `reach`: the
   *   value at the upper edge
   * @returns {string}
   */
  points(now, { width, height, reach }) {
    const place = ({ value, at }) => {
      const x = width * (1 - (now - at) / MINUTE);
      const y = (height / 2) * (1 - Math.max(-1, Math.min(1, value / reach)));
      return `${x.toFixed(1)},${y.toFixed(1)}`;
    };
    return this.samples.map(place).join(" ");
  }
}

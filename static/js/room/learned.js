/** A span of time that a browser needs for something, learned from how long it took of late. */

const KEPT = 5; // measurements

export class Learned {
  /** @param {number} guess ms before anything was measured @param {number} most ms ever believed */
  constructor(guess, most) {
    this.most = most;
    this.sorted = [guess];
    /** @type {number[]} */
    this.spans = [];
  }

  /** @param {number} span ms; what no clock can have measured is not believed */
  note(span) {
    if (!(span > -this.most && span < this.most)) return;
    this.spans.push(Math.max(0, span));
    if (this.spans.length > KEPT) this.spans.shift();
    this.sorted = [...this.spans].sort((a, b) => a - b);
  }

  /** @returns {number} what it usually takes, ms */
  get usual() {
    return this.sorted[this.sorted.length >> 1];
  }

  /** @returns {number} what it took at worst of late, ms */
  get worst() {
    return this.sorted[this.sorted.length - 1];
  }
}

/** The part of an evening that is known here: lines in the order of the film, without a gap. Pure. */

export const SAME = 0.05; // s; a film that was put to a place may stand a little before it

/** @typedef {{seq: number, place: number, key: string, type: string} & Record<string, any>} Line */

export class Reel {
  constructor() {
    this.reset([], false, false);
  }

  /** @param {Line[]} lines @param {boolean} atStart none are before @param {boolean} atEnd none are behind */
  reset(lines, atStart, atEnd) {
    Object.assign(this, { lines, atStart, atEnd });
  }

  /** @param {Line[]} lines @param {boolean} atStart */
  prepend(lines, atStart) {
    this.lines = [...lines, ...this.lines];
    this.atStart = atStart;
  }

  /** @param {Line[]} lines @param {boolean} atEnd */
  append(lines, atEnd) {
    this.lines = [...this.lines, ...lines];
    this.atEnd = atEnd;
  }

  /** Whether it is known which lines stand around a place of the film. @param {number} place s */
  knows(place) {
    const { lines, atStart, atEnd } = this;
    if (!lines.length) return atStart && atEnd;
    const reach = place + SAME;
    return (atStart || lines[0].place <= reach) && (atEnd || reach < lines.at(-1).place);
  }

  /** How many of the lines were written by a place of the film. @param {number} place s @returns {number} */
  countUpTo(place) {
    let low = 0;
    let high = this.lines.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.lines[middle].place <= place + SAME) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** @param {number} seq @returns {number} where a line stands here, -1 for one that is not known */
  indexOf(seq) {
    return this.lines.findIndex((line) => line.seq === seq);
  }
}

/** @typedef {{from: number, to: number}} Span which of the lines are on the page */

/**
 * The span whose last line is the last of `bound`. It keeps its beginning, so that lines do not jump,
 * unless that makes it longer than `most` or leaves fewer than `few`.
 * @param {Span} span @param {number} bound @param {{few: number, most: number}} sizes @returns {Span}
 */
export function upTo({ from }, bound, { few, most }) {
  const fits = from <= bound - few && bound - from <= most;
  return { from: fits ? from : Math.max(0, bound - few), to: bound };
}

/** The span, moved on at one side and cut at the other. @param {Span} span @returns {Span} */
export function movedOn({ from, to }, side, bound, { few, most }) {
  if (side === "previous") {
    const first = Math.max(0, from - few);
    return { from: first, to: Math.min(to, first + most) };
  }
  const last = Math.min(bound, to + few);
  return { from: Math.max(from, last - most), to: Math.max(last, from) };
}

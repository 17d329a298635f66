/** The lines that stand in the chat's list, by their numbers in the log. */

import { place } from "./chat-order.js";

/**
 * What goes when the page's length is bounded.
 * @param {number[]} numbers of the lines @param {number} most @param {"top"|"bottom"} end
 * @returns {number[]}
 */
export function beyond(numbers, most, end) {
  if (numbers.length <= most) return [];
  const sorted = [...numbers].sort((a, b) => a - b);
  return end === "top" ? sorted.slice(0, -most) : sorted.slice(most);
}

export class Rows {
  /** @param {HTMLElement} list in which also stand messages that have no number yet */
  constructor(list) {
    this.list = list;
    /** @type {Map<number, any>} */
    this.items = new Map();
  }

  /** @returns {number|null} the lowest number shown */
  get oldest() {
    return this.items.size ? Math.min(...this.items.keys()) : null;
  }

  /** @returns {number} the highest number shown */
  get newest() {
    return Math.max(0, ...this.items.keys());
  }

  /** @param {number} seq @returns {boolean} whether the line is there as the room tells it */
  has(seq) {
    return this.items.has(seq) && !this.items.get(seq).provisional;
  }

  /** @param {any} item @param {number} seq its number, by which it finds its place */
  put(item, seq) {
    item.dataset.seq = String(seq);
    item.order = seq;
    this.items.set(seq, item);
    place(this.list, item);
  }

  /** All but what is on its way. */
  clear() {
    for (const item of [...this.list.children]) if (!(/** @type {any} */ (item).dataset.pending)) item.remove();
    this.items.clear();
  }

  /** @param {Iterable<number>} numbers of the lines that go */
  drop(numbers) {
    for (const seq of numbers) {
      this.items.get(seq).remove();
      this.items.delete(seq);
    }
  }
}

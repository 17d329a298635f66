/** The lines that are on the page: made when they come into the window, gone when they leave it. */

import { group, lineItem } from "./line.js";

export class Sheet {
  /** @param {HTMLElement} scroller @param {HTMLElement} list @param {{id: string}} me */
  constructor(scroller, list, me) {
    Object.assign(this, { scroller, list, me });
    /** @type {Map<number, any>} by number */
    this.items = new Map();
  }

  /** @param {import("./reel.js").Line[]} lines @param {(line: any) => boolean} isLater */
  draw(lines, isLater) {
    const wanted = new Set(lines.map(({ seq }) => seq));
    for (const [seq, item] of this.items) if (!wanted.has(seq)) this.#remove(seq, item);
    let next = this.list.firstElementChild;
    for (const line of lines) {
      const item = this.items.get(line.seq) ?? this.#make(line);
      if (item === next) next = next.nextElementSibling;
      else this.list.insertBefore(item, next);
      group(item, item.previousElementSibling);
      item.toggleAttribute("data-later", isLater(line));
    }
  }

  /** Change the lines while what the reader looks at stays where it is. @param {() => void} change */
  hold(change) {
    const top = this.scroller.getBoundingClientRect().top;
    const seen = [...this.list.children].find((item) => item.getBoundingClientRect().bottom > top);
    const before = seen?.getBoundingClientRect().top ?? 0;
    change();
    if (seen?.isConnected) this.scroller.scrollTop += seen.getBoundingClientRect().top - before;
  }

  /** @returns {number} px below what is in sight */
  get below() {
    return this.scroller.scrollHeight - this.scroller.scrollTop - this.scroller.clientHeight;
  }

  toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  /** @param {number} seq @returns {boolean} whether it is there to be shown */
  reveal(seq) {
    const item = this.items.get(seq);
    item?.scrollIntoView({ block: "center" });
    return Boolean(item);
  }

  /** Show which line was looked for. @param {number} seq */
  mark(seq) {
    const item = this.items.get(seq);
    if (!item) return;
    item.classList.remove("is-found");
    void item.offsetWidth; // restarts the animation
    item.classList.add("is-found");
    item.focus({ preventScroll: true });
  }

  #make(line) {
    const item = lineItem(line, this.me);
    this.items.set(line.seq, item);
    return item;
  }

  #remove(seq, item) {
    item.remove();
    this.items.delete(seq);
  }
}

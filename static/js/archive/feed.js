/** Knows as much of an evening as is needed, and fetches the rest when it comes near. */

import { Reel, SAME } from "./reel.js";

const PATIENCE = 3000; // ms after a failure before the next try

/** Events: `change` (detail.before: lines that were put before the known ones), `trouble`, `well`. */
export class Feed extends EventTarget {
  /** @param {import("./pages.js").Pages} pages */
  constructor(pages) {
    super();
    this.pages = pages;
    this.reel = new Reel();
    this.busy = false;
    /** @type {Record<string, string|null>} */
    this.links = { previous: null, next: null };
  }

  /** Forget what is known and fetch the lines around a place (s), or around the line with a key. */
  around(/** @type {number|string} */ until) {
    const asked = typeof until === "number" ? until + SAME : until;
    return this.#work(async () => {
      const page = await this.pages.upTo(asked);
      this.links = { previous: page.previous, next: page.next };
      this.reel.reset(page.lines, !page.previous, !page.next);
      if (!page.lines.length) await this.#add("previous");
      await this.#add("next"); // so that it is known what comes after the place
      return { afresh: true, before: 0 };
    });
  }

  /** Fetch the next page at a side, if there is one. @param {"previous"|"next"} side */
  more(side) {
    if (!this.links[side]) return undefined;
    return this.#work(async () => {
      const count = await this.#add(side);
      return { before: side === "previous" ? count : 0 };
    });
  }

  /** @param {() => Promise<object>} job */
  async #work(job) {
    if (this.busy) return;
    this.busy = true;
    let detail = { before: 0 };
    try {
      detail = /** @type {any} */ (await job());
      this.dispatchEvent(new Event("well"));
    } catch {
      this.dispatchEvent(new Event("trouble"));
      await new Promise((wake) => setTimeout(wake, PATIENCE));
    }
    this.busy = false;
    this.dispatchEvent(new CustomEvent("change", { detail }));
  }

  /** A page may be all of lines without words: then the one behind it. @returns {Promise<number>} lines */
  async #add(side) {
    let count = 0;
    while (!count && this.links[side]) {
      const page = await this.pages.at(this.links[side]);
      this.links[side] = page[side];
      count = page.lines.length;
      if (side === "next") this.reel.append(page.lines, !page.next);
      else this.reel.prepend(page.lines, !page.previous);
    }
    return count;
  }
}

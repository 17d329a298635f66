/**
 * The talk beside the film: the lines that were written by the place where the film stands, or all
 * of them. A window of them is on the page, and only what is near was fetched.
 */

import { movedOn, SAME, upTo } from "./reel.js";

const SIZES = { few: 60, most: 240 }; // lines on the page
const AHEAD = 60; // known lines behind the window before more are fetched
const EDGE = 300; // px from an edge at which the window moves on
const AT_END = 40; // px; who is so near to the newest words follows them
const JUMP = 2; // s; more than the film moves by itself between two looks

/** Events: `wind` (detail: s), `change` (other lines are shown). */
export class Talk extends EventTarget {
  /** @param {import("./feed.js").Feed} feed @param {import("./sheet.js").Sheet} sheet @param {HTMLElement} jump */
  constructor(feed, sheet, jump) {
    super();
    Object.assign(this, { feed, sheet, jump });
    this.span = { from: 0, to: 0 };
    this.place = 0; // s
    this.follows = true; // the newest words stay in sight
    this.everything = false; // also what was written later in the film
    /** @type {{seq: number, key: string}|"place"|null} what is to be brought in sight */
    this.aim = null;
    feed.addEventListener("change", ({ detail }) => this.#grown(detail));
    sheet.scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    new ResizeObserver(() => this.follows && sheet.toEnd()).observe(sheet.scroller);
    jump.addEventListener("click", () => this.goOn());
  }

  /** The film has come to a place. @param {number} place s */
  follow(place) {
    const jumped = Math.abs(place - this.place) > JUMP;
    this.place = place;
    if (jumped && this.everything) this.aim = "place";
    else if (jumped) this.follows = true;
    this.show();
  }

  /** Show what was written later as well, or take it away. @param {boolean} everything */
  showEverything(everything) {
    this.everything = everything;
    this.goOn();
  }

  /** Back to the words of this moment. */
  goOn() {
    this.follows = !this.everything;
    this.aim = this.everything ? "place" : null;
    this.show();
  }

  /** Bring the line that was answered in sight. @param {{seq: number, key: string}} line */
  reveal(line) {
    this.follows = false;
    this.aim = line;
    this.show();
  }

  show() {
    if (this.aim) this.#seekAim();
    else if (this.follows) this.#followOn();
    else this.#stay();
    this.jump.hidden = this.follows || (this.everything && this.#placeInSight());
    this.dispatchEvent(new Event("change"));
  }

  /** @returns {number} how many of the known lines may be shown */
  get #bound() {
    const { reel } = this.feed;
    return this.everything ? reel.lines.length : reel.countUpTo(this.place);
  }

  #followOn() {
    const { reel } = this.feed;
    if (!reel.knows(this.place)) return void this.feed.around(this.place);
    this.span = upTo(this.span, this.#bound, SIZES);
    this.#draw();
    this.sheet.toEnd();
    if (reel.lines.length - this.span.to < AHEAD) this.feed.more("next");
  }

  /** The reader looks elsewhere: nothing moves under his eyes, but later words do go. */
  #stay() {
    const bound = this.#bound;
    if (this.span.to > bound) this.span = upTo(this.span, bound, SIZES);
    this.sheet.hold(() => this.#draw());
    this.#edges();
  }

  #seekAim() {
    const { reel } = this.feed;
    const { seq, key } = this.aim === "place" ? { seq: 0, key: this.place } : this.aim;
    const known = this.aim === "place" ? reel.knows(this.place) : reel.indexOf(seq) >= 0;
    if (!known) return void this.feed.around(key);
    const index = seq ? reel.indexOf(seq) : Math.max(0, reel.countUpTo(this.place) - 1);
    const bound = Math.max(this.#bound, Math.min(index + 1, reel.lines.length));
    this.span = { from: Math.max(0, index - SIZES.few), to: Math.min(bound, index + SIZES.few) };
    this.#draw();
    const line = reel.lines[index];
    if (line) this.sheet.reveal(line.seq);
    if (seq) this.sheet.mark(seq);
    this.aim = null;
  }

  #draw() {
    const { from, to } = this.span;
    const later = (line) => this.everything && line.place > this.place + SAME;
    this.sheet.draw(this.feed.reel.lines.slice(from, to), later);
  }

  /** @param {{before?: number, afresh?: boolean}} detail */
  #grown({ before = 0, afresh = false }) {
    if (afresh) this.span = { from: 0, to: 0 };
    this.span = { from: this.span.from + before, to: this.span.to + before };
    this.show();
  }

  #scrolled() {
    const atEnd = this.sheet.below < AT_END && this.span.to >= this.#bound;
    if (!this.everything) this.follows = atEnd;
    this.jump.hidden = this.follows || (this.everything && this.#placeInSight());
    if (!this.follows) this.#edges();
  }

  #edges() {
    const { sheet, feed } = this;
    const bound = this.#bound;
    const side = sheet.scroller.scrollTop < EDGE ? "previous" : sheet.below < EDGE ? "next" : null;
    if (!side) return;
    const span = movedOn(this.span, side, bound, SIZES);
    if (span.from !== this.span.from || span.to !== this.span.to) {
      this.span = span;
      sheet.hold(() => this.#draw());
    } else if (side === "previous" || this.everything) feed.more(side);
  }

  #placeInSight() {
    const line = this.feed.reel.lines[Math.max(0, this.feed.reel.countUpTo(this.place) - 1)];
    const item = line && this.sheet.items.get(line.seq);
    if (!item) return !line;
    const box = this.sheet.scroller.getBoundingClientRect();
    const { top, bottom } = item.getBoundingClientRect();
    return bottom > box.top && top < box.bottom;
  }
}

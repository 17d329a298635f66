/** What came while one looked elsewhere: a mark above it, a count, and the way to it. */

import { gettext, interpolate, ngettext } from "./words.js";

export class Unread {
  /**
   * @param {import("./chat-view.js").ChatView} view @param {HTMLElement} button
   * @param {() => Promise<void>} toLatest
   */
  constructor(view, button, toLatest) {
    Object.assign(this, { view, button, toLatest });
    this.count = 0;
    this.first = 0;
    this.forMe = false;
    button.addEventListener("click", () => this.#go());
    view.scroller.addEventListener("scroll", () => this.look(), { passive: true });
    document.addEventListener("visibilitychange", () => this.look());
  }

  /** Somebody's words came. @param {any} frame @param {boolean} wasAtEnd before they did */
  take(frame, wasAtEnd) {
    if (wasAtEnd && !document.hidden) return;
    if (!this.count) this.first = frame.seq;
    this.count += 1;
    this.forMe ||= frame.mentions?.some((person) => person.id === this.view.me.id);
    if (this.count === 1) this.view.divide(this.first);
    this.#show();
  }

  /** All is seen once the end is in sight. The mark stays until there is something newer. */
  look() {
    const atEnd = this.view.atEnd;
    if (atEnd && !document.hidden) this.count = 0;
    if (!this.count) this.forMe = false;
    this.button.hidden = atEnd || (!this.count && this.#isNear());
    this.#say();
  }

  /** The page was filled anew: the mark belongs above what is new in it. */
  mark() {
    if (this.count) this.view.divide(this.first);
  }

  #isNear() {
    const { scrollHeight, scrollTop, clientHeight } = this.view.scroller;
    return this.view.live && scrollHeight - scrollTop - clientHeight < clientHeight;
  }

  async #go() {
    await this.toLatest();
    this.mark();
    this.view.toEnd();
    this.look();
  }

  #show() {
    this.button.hidden = this.view.atEnd;
    this.#say();
  }

  #say() {
    const words = ngettext("%(count)s новое сообщение", "%(count)s новых сообщений", this.count);
    const text = this.count ? interpolate(words, { count: this.count }) : gettext("К последним");
    this.button.querySelector("span").textContent = text;
    this.button.toggleAttribute("data-for-me", Boolean(this.forMe));
  }
}

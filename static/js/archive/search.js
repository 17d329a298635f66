/**
 * Finds words in the talk beside the film. What was written later in the film is found when later
 * words are shown at all: it is not on the page before.
 */

import { gettext, interpolate, ngettext } from "../room/words.js";
import { hitItem } from "./hit.js";
import { countUpTo, wordsOf } from "./hits.js";

const PAUSE = 300; // ms without a key before it is looked for
const OWN_KEYS = new Set(["ArrowUp", "ArrowDown"]); // scroll here, and are the volume elsewhere

/** @typedef {import("./reel.js").Line} Line */

export class Search {
  /**
   * @param {(name: string) => any} part of the page, by its name
   * @param {import("./pages.js").Pages} pages @param {(line: Line) => void} lead to a line that was chosen
   */
  constructor(part, pages, lead) {
    Object.assign(this, { pages, lead });
    for (const name of ["find", "finder", "query", "count", "hits", "found", "more", "scroller"]) this[name] = part(name);
    this.limit = 0; // s
    this.turn = 0; // of the question: a late answer to an earlier one is dropped
    this.forget();
    this.find.addEventListener("click", () => (this.finder.hidden ? this.open() : this.close()));
    this.finder.addEventListener("submit", (event) => this.#submitted(event));
    this.query.addEventListener("input", () => this.#typed());
    this.more.addEventListener("click", () => this.#ask(() => this.pages.at(this.next)));
    for (const place of [this.finder, this.hits]) place.addEventListener("keydown", (event) => this.#pressed(event));
    document.addEventListener("keydown", (event) => this.#calls(event) && (event.preventDefault(), this.open()));
  }

  /** Words that were written by a place of the film are shown; all with Infinity. @param {number} limit s */
  follow(limit) {
    this.limit = limit;
    if (!this.hits.hidden) this.#show();
  }

  open() {
    this.finder.hidden = false;
    this.find.setAttribute("aria-expanded", "true");
    this.query.select();
    this.query.focus();
    this.#show();
  }

  /** The words stay, so that one may come back to what was found. */
  close() {
    if (this.finder.contains(document.activeElement) || this.hits.contains(document.activeElement)) this.find.focus();
    this.finder.hidden = true;
    this.find.setAttribute("aria-expanded", "false");
    this.#cover(false);
  }

  forget() {
    clearTimeout(this.timer);
    this.turn += 1;
    Object.assign(this, { words: [], lines: [], next: null, state: "" });
    this.found.replaceChildren();
  }

  #typed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#begin(), PAUSE);
  }

  #submitted(event) {
    event.preventDefault();
    this.#begin();
  }

  #begin() {
    const { value } = this.query;
    this.forget();
    this.words = wordsOf(value);
    if (this.words.length) this.#ask(() => this.pages.find(value));
    else this.#show();
  }

  /** @param {() => Promise<import("./pages.js").Page>} question */
  async #ask(question) {
    const turn = this.turn;
    this.state = "asking";
    this.#show();
    try {
      const { lines, next } = await question();
      if (turn !== this.turn) return;
      Object.assign(this, { lines: [...this.lines, ...lines], next, state: "known" });
    } catch {
      if (turn !== this.turn) return;
      this.state = "trouble";
    }
    this.#show();
  }

  #show() {
    const count = countUpTo(this.lines, this.limit);
    while (this.found.children.length > count) this.found.lastElementChild.remove();
    for (const line of this.lines.slice(this.found.children.length, count)) this.found.append(this.#item(line));
    this.more.hidden = this.state === "asking" || !this.next || count < this.lines.length;
    const words = this.#said(count);
    if (this.count.textContent !== words) this.count.textContent = words;
    this.#cover(this.words.length > 0 && !this.finder.hidden);
  }

  #item(line) {
    const item = hitItem(line, this.words);
    item.firstElementChild.addEventListener("click", () => {
      this.close();
      this.lead(line);
    });
    return item;
  }

  /** @param {number} count @returns {string} */
  #said(count) {
    if (this.state === "trouble") return gettext("Хранилище не отвечает. Попробуйте ещё раз.");
    if (this.state !== "known") return "";
    const whole = this.limit === Infinity;
    if (!count && whole) return gettext("Таких слов никто не говорил.");
    if (!count) return gettext("До этого места фильма таких слов никто не говорил.");
    if (!this.more.hidden) return interpolate(gettext("Показаны первые %(count)s, есть ещё."), { count });
    const found = whole
      ? ngettext("Нашлось %(count)s сообщение", "Нашлось %(count)s сообщений", count)
      : ngettext("Нашлось %(count)s сообщение до этого места", "Нашлось %(count)s сообщений до этого места", count);
    return interpolate(found, { count });
  }

  /** What was found lies over the talk, which keeps its place below. @param {boolean} covered */
  #cover(covered) {
    this.hits.hidden = !covered;
    this.scroller.inert = covered;
  }

  #pressed(event) {
    if (OWN_KEYS.has(event.code)) event.stopPropagation();
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation(); // it would leave the full screen as well
    this.close();
  }

  /** @param {KeyboardEvent} event @returns {boolean} whether it is the key for looking */
  #calls({ key, ctrlKey, metaKey, altKey, target }) {
    const typing = /** @type {Element} */ (target).matches("input:not([type=range]), textarea, select");
    return key === "/" && !ctrlKey && !metaKey && !altKey && !typing && !document.querySelector("dialog[open]");
  }
}

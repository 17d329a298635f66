/** Fetches an evening page by page, and says what of it cannot be shown. */

import { systemLine } from "../room/chat-lines.js";

/** @typedef {{lines: import("./reel.js").Line[], previous: string|null, next: string|null}} Page */

export class Pages {
  /** @param {string} api the address of the lines */
  constructor(api) {
    this.api = api;
  }

  /** The lines up to a place of the film, or up to one line. @param {number|string} until @returns {Promise<Page>} */
  upTo(until) {
    return this.at(`${this.api}?${new URLSearchParams({ until: String(until) })}`);
  }

  /** @param {string} words @returns {Promise<Page>} the first messages with these words */
  find(words) {
    return this.at(`${this.api}?${new URLSearchParams({ q: words })}`);
  }

  /** @param {string} address as the last page gave it @returns {Promise<Page>} */
  async at(address) {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const { results, previous, next } = await answer.json();
    return { lines: results.filter(hasWords), previous, next };
  }
}

/** @param {any} line */
const hasWords = (line) => line.type === "chat.message" || systemLine(line) !== "";

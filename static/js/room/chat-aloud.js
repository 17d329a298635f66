/** What screen readers say of the talk: news once, history never. */

const NEWS = 10_000; // ms; what is older is history and is not read aloud
const SAID_MOST = 8;

export class Aloud {
  /** @param {HTMLElement} said a live region @param {() => number} now server time, ms */
  constructor(said, now) {
    Object.assign(this, { said, now });
  }

  /** @param {number} at ms, when it happened @param {string} text */
  say(at, text) {
    if (!text || at < this.now() - NEWS) return;
    const line = document.createElement("p");
    line.textContent = text;
    this.said.append(line);
    while (this.said.children.length > SAID_MOST) this.said.firstElementChild.remove();
  }
}

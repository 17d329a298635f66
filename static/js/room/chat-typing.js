/** «Аня печатает…»: who writes right now, forgotten after a while without news. */

import { brief, gettext, interpolate } from "./words.js";

const GAP = 3000; // ms between two tellings that I write
const SHOWN = 5000; // ms
const NAMED = 2; // more people than this are not named

export class Typing {
  /** @param {HTMLElement} place @param {(frame: object) => void} send @param {string} me user id */
  constructor(place, send, me) {
    Object.assign(this, { place, send, me });
    /** @type {Map<string, {name: string, timer: any}>} */
    this.people = new Map();
    this.toldAt = -GAP;
  }

  /** I have written something: say so, rarely. */
  mine() {
    const now = performance.now();
    if (now - this.toldAt < GAP) return;
    this.toldAt = now;
    this.send({ type: "chat.typing" });
  }

  /** My words went: the next ones are news again. */
  mineWent() {
    this.toldAt = -GAP;
  }

  /** @param {{id: string, name: string}} person */
  take({ id, name }) {
    if (id === this.me) return;
    this.forget(id);
    this.people.set(id, { name, timer: setTimeout(() => this.forget(id), SHOWN) });
    this.#show();
  }

  /** He has sent it, or thought better of it. @param {string} id */
  forget(id) {
    clearTimeout(this.people.get(id)?.timer);
    if (this.people.delete(id)) this.#show();
  }

  #show() {
    this.place.textContent = typingLine([...this.people.values()].map(({ name }) => name));
  }
}

/** @param {string[]} names @returns {string} */
export function typingLine(names) {
  if (!names.length) return "";
  if (names.length > NAMED) return gettext("Несколько человек печатают…");
  const [name, other] = names.map(brief);
  if (other === undefined) return interpolate(gettext("%(name)s печатает…"), { name });
  return interpolate(gettext("%(name)s и %(other)s печатают…"), { name, other });
}

/** «@Аня»: finds the person whose name is being written, by keyboard or by a finger. */

import { avatar } from "../person.js";
import { isolated } from "./chat-item.js";

const BEGUN = /(?:^|[\s([{«"])@([^@\n]{0,30})$/u;
const MOST = 6;

/**
 * People whose name is being written before the caret.
 * @param {string} before the text up to the caret @param {{id: string, name: string}[]} people
 * @returns {{from: number, people: {id: string, name: string}[]}} `from`: where the @ stands
 */
export function candidates(before, people) {
  const begun = BEGUN.exec(before);
  if (!begun) return { from: -1, people: [] };
  const asked = begun[1].toLowerCase();
  const fits = ({ name }) => {
    const low = name.toLowerCase();
    return low.startsWith(asked) || low.split(/\s+/).some((word) => asked && word.startsWith(asked));
  };
  const whole = people.some(({ name }) => `${name.toLowerCase()} ` === asked);
  const found = whole ? [] : people.filter(fits).slice(0, MOST);
  return { from: before.length - begun[1].length - 1, people: found };
}

export class Mentions {
  /** @param {HTMLTextAreaElement} input @param {HTMLElement} menu @param {() => {id: string, name: string}[]} people */
  constructor(input, menu, people) {
    Object.assign(this, { input, menu, people });
    this.found = /** @type {{id: string, name: string}[]} */ ([]);
    this.chosen = 0;
    input.addEventListener("input", () => this.look());
    input.addEventListener("blur", () => this.close());
    menu.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps its focus
    menu.addEventListener("click", (event) => {
      const option = /** @type {any} */ (event.target).closest("[role=option]");
      if (option) this.#take(Number(option.dataset.n));
    });
  }

  get isOpen() {
    return this.found.length > 0;
  }

  look() {
    const { from, people } = candidates(this.input.value.slice(0, this.input.selectionStart), this.people());
    this.from = from;
    this.found = people;
    this.chosen = 0;
    this.#show();
  }

  close() {
    this.found = [];
    this.#show();
  }

  /** @param {KeyboardEvent} event @returns {boolean} whether the key was meant for the menu */
  key(event) {
    if (!this.isOpen) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.chosen = (this.chosen + step + this.found.length) % this.found.length;
    else if (event.key === "Enter" || event.key === "Tab") this.#take(this.chosen);
    else if (event.key === "Escape") this.close();
    else return false;
    this.#show();
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  #take(n) {
    const { name } = this.found[n];
    const { value, selectionStart } = this.input;
    this.input.setRangeText(`@${name} `, this.from, selectionStart, "end");
    if (value !== this.input.value) this.input.dispatchEvent(new Event("input", { bubbles: true }));
    this.close();
    this.input.focus();
  }

  #show() {
    this.menu.hidden = !this.isOpen;
    this.input.setAttribute("aria-expanded", String(this.isOpen));
    this.menu.replaceChildren(...this.found.map((person, n) => this.#option(person, n)));
    if (this.isOpen) this.input.setAttribute("aria-activedescendant", `chat-person-${this.chosen}`);
    else this.input.removeAttribute("aria-activedescendant");
  }

  #option({ name }, n) {
    const item = document.createElement("li");
    item.className = "people__person";
    item.id = `chat-person-${n}`;
    item.dataset.n = String(n);
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", String(n === this.chosen));
    item.append(avatar(name, "small"), isolated("span", "people__name", name));
    return item;
  }
}

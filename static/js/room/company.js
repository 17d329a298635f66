/**
 * Everybody by name. The strip shows names as long as all of them fit; where they do not, it shows
 * marks alone, and a button beside them opens the list: a finger cannot ask a mark for its title.
 */

import { avatar } from "../person.js";
import { element, isolated } from "./chat-item.js";

export class Company {
  /**
   * @param {HTMLElement} strip
   * @param {import("./members.js").Members} members
   * @param {import("./member-menu.js").MemberMenu} menu
   */
  constructor(strip, members, menu) {
    Object.assign(this, { strip, members, menu });
    const part = (/** @type {string} */ name) => strip.querySelector(`[data-part="${name}"]`);
    this.marks = part("members");
    this.button = /** @type {HTMLDetailsElement} */ (part("company"));
    this.summary = this.button.querySelector("summary");
    this.count = part("company-count");
    this.list = part("company-list");
    members.addEventListener("change", () => this.show());
    const observer = new ResizeObserver(() => this.#fit());
    for (const box of [strip, part("badge")]) observer.observe(box); // neither follows from the names
  }

  show() {
    const { here, count } = this.members;
    const rows = here.map((member) => ({ member, said: this.members.notes(member), open: this.menu.fits(member) }));
    const drawn = JSON.stringify(rows);
    if (drawn !== this.drawn) this.list.replaceChildren(...rows.map((row) => this.#row(row)));
    this.drawn = drawn;
    this.count.textContent = String(here.length);
    this.summary.setAttribute("aria-label", count.textContent);
    this.summary.title = count.textContent;
    this.#fit();
  }

  /** Names where there is room for all of them, the button included where it stands. */
  #fit() {
    const { marks, button } = this;
    const spare = button.hidden ? 0 : button.offsetWidth + parseFloat(getComputedStyle(this.strip).columnGap);
    marks.removeAttribute("data-many");
    const many = marks.scrollWidth > marks.clientWidth + spare;
    marks.toggleAttribute("data-many", many);
    button.hidden = !many;
    if (!many) button.open = false;
  }

  /** A person's line; a button for those who may do something about him. */
  #row({ member, said, open }) {
    const item = element("li", "company__one");
    const line = element(open ? "button" : "p", "company__person");
    const text = element("span", "person__text");
    text.append(isolated("span", "person__name", member.user.name));
    if (said.length) text.append(element("span", "person__line", said.join(" · ")));
    line.append(avatar(member.user.name, "small"), text);
    if (open) this.#bind(line, member.user.id);
    item.append(line);
    return item;
  }

  #bind(button, id) {
    button.type = "button";
    button.dataset.testid = "company-menu";
    button.setAttribute("aria-haspopup", "menu");
    // The list closes as the menu takes the focus: the menu hangs on what stays.
    button.addEventListener("click", () => this.menu.open(this.members.people.get(id), this.summary));
  }
}

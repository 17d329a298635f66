/** Who is here: a mark with a name for each person, and whose film is loading. */

import { avatar } from "../person.js";
import { gettext, interpolate, ngettext } from "./words.js";

/**
 * @typedef {{user: {id: string, name: string}, role: string, may_control?: boolean, online: boolean,
 *   buffering: boolean}} Member
 */

/** Events: `change`. */
export class Members extends EventTarget {
  /**
   * @param {HTMLElement} list @param {HTMLElement} count @param {string} me user id
   * @param {import("./member-menu.js").MemberMenu} [menu]
   */
  constructor(list, count, me, menu) {
    super();
    Object.assign(this, { list, count, me, menu });
    /** @type {Map<string, Member>} */
    this.people = new Map();
    /** @type {Map<string, HTMLLIElement>} an item lives as long as its person is here: focus stays */
    this.items = new Map();
  }

  /** Take the whole roster. @param {Member[]} members */
  replace(members) {
    this.people = new Map(members.map((member) => [member.user.id, member]));
    this.show();
  }

  /** Take one change. @param {{event: string, member: any}} frame */
  change({ event, member }) {
    const id = member.user.id;
    const before = this.people.get(id);
    const after = { online: true, buffering: false, role: "guest", ...before, ...member };
    if (event === "left") after.online = false;
    if (event === "joined") Object.assign(after, { online: true, buffering: false });
    if (event === "buffering" || event === "ready") after.buffering = event === "buffering";
    this.people.set(id, after);
    this.show();
  }

  /** @param {string} id @returns {string} */
  nameOf(id) {
    return this.people.get(id)?.user.name ?? gettext("кого-то");
  }

  /** @returns {Member[]} who sits here, the host first */
  get here() {
    const here = [...this.people.values()].filter((member) => member.online);
    return here.sort((a, b) => rank(a) - rank(b) || a.user.name.localeCompare(b.user.name));
  }

  show() {
    const here = this.here;
    const items = here.map((member) => this.#item(member));
    const ids = new Set(here.map(({ user }) => user.id));
    for (const id of this.items.keys()) if (!ids.has(id)) this.items.delete(id);
    if (items.some((item, i) => this.list.children[i] !== item) || items.length !== this.list.children.length) {
      const focused = /** @type {HTMLElement|null} */ (this.list.querySelector(":focus"));
      this.list.replaceChildren(...items);
      focused?.focus();
    }
    const words = ngettext("%(count)s человек в комнате", "%(count)s человек в комнате", here.length);
    this.count.textContent = interpolate(words, { count: here.length });
    this.menu?.look(this.people);
    this.dispatchEvent(new Event("change"));
  }

  /** @param {Member} member */
  #item(member) {
    const item = this.items.get(member.user.id) ?? document.createElement("li");
    this.items.set(member.user.id, item);
    const open = this.menu?.fits(member) ?? false;
    const drawn = JSON.stringify([member, open]);
    if (item.dataset.drawn === drawn) return item;
    item.className = "member";
    item.dataset.drawn = drawn;
    item.dataset.user = member.user.id;
    item.dataset.role = member.role;
    item.toggleAttribute("data-buffering", member.buffering);
    item.toggleAttribute("data-host", member.role === "host");
    item.title = [member.user.name, ...this.notes(member)].join(" · ");
    this.#fill(item, member, open);
    return item;
  }

  /** A button with a menu for those who may do something about him, plain for the others. */
  #fill(item, member, open) {
    const had = item.querySelector("button:focus") !== null;
    const name = document.createElement("span");
    name.className = "member__name";
    name.textContent = member.user.name;
    const state = notes(member).map((note) => hidden(`, ${note}`));
    const parts = [avatar(member.user.name, "small"), name, ...state];
    if (!open) return item.replaceChildren(...parts);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "member__button";
    button.dataset.testid = "member-menu";
    button.setAttribute("aria-haspopup", "menu");
    button.setAttribute("aria-expanded", "false");
    button.append(...parts);
    button.addEventListener("click", () => this.menu.open(this.people.get(member.user.id), button));
    item.replaceChildren(button);
    if (had) button.focus();
  }

  /** @param {Member} member @returns {string[]} what is to be known of him, by whoever looks */
  notes(member) {
    return [...(member.user.id === this.me ? [gettext("это вы")] : []), ...notes(member)];
  }
}

/** @param {Member} member @returns {string[]} what is to be known of him */
function notes({ role, buffering }) {
  const said = [];
  if (role === "host") said.push(gettext("хозяин комнаты"));
  if (role === "moderator") said.push(gettext("ведущий"));
  if (buffering) said.push(gettext("загружает"));
  return said;
}

/** @param {Member} member @returns {number} the host stands first, then those who help him */
const rank = (member) => ["host", "moderator"].indexOf(member.role) + 1 || 3;

/** @param {string} text */
function hidden(text) {
  const span = document.createElement("span");
  span.className = "visually-hidden";
  span.textContent = text;
  return span;
}

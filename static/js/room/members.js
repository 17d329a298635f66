/** Who is here: a mark with a name for each person, and whose film is loading. */

import { avatar } from "../person.js";
import { gettext, interpolate, ngettext } from "./words.js";

const MANY = 3; // from so many people on only the marks fit, names stand in their titles

/**
 * @typedef {{user: {id: string, name: string}, role: string, online: boolean, buffering: boolean}} Member
 */

export class Members {
  /** @param {HTMLElement} list @param {HTMLElement} count @param {string} me user id */
  constructor(list, count, me) {
    Object.assign(this, { list, count, me });
    /** @type {Map<string, Member>} */
    this.people = new Map();
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

  show() {
    const here = [...this.people.values()].filter((member) => member.online);
    here.sort((a, b) => rank(a) - rank(b) || a.user.name.localeCompare(b.user.name));
    this.list.replaceChildren(...here.map((member) => this.#item(member)));
    this.list.toggleAttribute("data-many", here.length >= MANY);
    const words = ngettext("%(count)s человек в комнате", "%(count)s человек в комнате", here.length);
    this.count.textContent = interpolate(words, { count: here.length });
  }

  /** @param {Member} member */
  #item(member) {
    const item = document.createElement("li");
    const name = document.createElement("span");
    item.className = "member";
    item.dataset.user = member.user.id;
    item.toggleAttribute("data-buffering", member.buffering);
    item.toggleAttribute("data-host", member.role === "host");
    item.title = this.#title(member);
    name.className = "member__name";
    name.textContent = member.user.name;
    item.append(avatar(member.user.name, "small"), name);
    const state = member.buffering ? gettext("загружает") : "";
    if (state) item.append(hidden(state));
    return item;
  }

  /** @param {Member} member @returns {string} */
  #title({ user, role, buffering }) {
    const notes = [];
    if (user.id === this.me) notes.push(gettext("это вы"));
    if (role === "host") notes.push(gettext("хозяин комнаты"));
    if (buffering) notes.push(gettext("загружает"));
    return notes.length ? `${user.name} · ${notes.join(" · ")}` : user.name;
  }
}

/** @param {Member} member @returns {number} the host stands first */
const rank = (member) => (member.role === "host" ? 0 : 1);

/** @param {string} text */
function hidden(text) {
  const span = document.createElement("span");
  span.className = "visually-hidden";
  span.textContent = text;
  return span;
}

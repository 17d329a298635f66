/** The menu of one person: what whoever looks may do about him. One popover serves all. */

import { icon } from "../icon.js";
import { toast } from "../toast.js";
import { call } from "./api.js";
import { ask } from "./ask.js";
import { gettext, interpolate } from "./words.js";

const GAP = 6; // px between a person and his menu

/**
 * The items in order. `words` gives the label, `shown` whether it fits this person, `question` is
 * asked before, `change` is sent by PATCH, `remove` by DELETE.
 * @type {{icon: string, shown: Function, words: Function, question?: Function, change?: Function,
 *   remove?: object, danger?: boolean}[]}
 */
const ITEMS = [
  {
    icon: "shield",
    shown: (rights, { role }) => rights.may("roles") && role === "guest",
    words: () => gettext("Сделать ведущим"),
    change: () => ({ role: "moderator" }),
  },
  {
    icon: "shield-off",
    shown: (rights, { role }) => rights.may("roles") && role === "moderator",
    words: () => gettext("Больше не ведущий"),
    change: () => ({ role: "guest" }),
  },
  {
    icon: "play",
    shown: (rights) => rights.may("roles") && rights.room.control === "chosen",
    words: (person) => person.may_control ? gettext("Не давать управлять фильмом") : gettext("Дать управлять фильмом"),
    change: (person) => ({ may_control: !person.may_control }),
  },
  {
    icon: "crown",
    shown: (rights) => rights.may("roles"),
    words: () => gettext("Передать комнату…"),
    change: () => ({ role: "host" }),
    question: (name) => ({
      title: interpolate(gettext("Передать комнату? Новый хозяин: %(name)s"), { name }),
      text: gettext("Настройки и право закрыть комнату перейдут к нему, вы останетесь гостем."),
      yes: gettext("Передать"),
    }),
  },
  {
    icon: "volume-x",
    shown: (rights, { role, muted }) => rights.may("moderate") && rights.you.below.includes(role) && !muted,
    words: () => gettext("Заглушить в чате"),
    change: () => ({ muted: true }),
  },
  {
    icon: "volume-2",
    shown: (rights, { role, muted }) => rights.may("moderate") && rights.you.below.includes(role) && muted,
    words: () => gettext("Вернуть слово в чате"),
    change: () => ({ muted: false }),
  },
  {
    icon: "user-x",
    shown: (rights, person) => rights.isAbove(person),
    words: () => gettext("Убрать из комнаты"),
    remove: { ban: false },
    danger: true,
  },
  {
    icon: "ban",
    shown: (rights, person) => rights.isAbove(person),
    words: () => gettext("Убрать и больше не впускать…"),
    remove: { ban: true },
    danger: true,
    question: (name) => ({
      title: interpolate(gettext("Закрыть вход? Больше не войдёт: %(name)s"), { name }),
      text: gettext("Вернуться не получится ни по ссылке, ни по приглашению, пока вы не впустите снова в настройках."),
      yes: gettext("Больше не впускать"),
    }),
  },
];

export class MemberMenu {
  /** @param {import("./rights.js").Rights} rights @param {string} members the API's address */
  constructor(rights, members) {
    Object.assign(this, { rights, members });
    this.panel = /** @type {HTMLElement} */ (document.querySelector("[data-part=person-menu]"));
    this.name = this.panel.querySelector("[data-part=person-name]");
    this.items = this.panel.querySelector("[data-part=person-items]");
    this.panel.addEventListener("keydown", (event) => this.#step(event));
    this.panel.addEventListener("toggle", (event) => this.#tell(event.newState === "open"));
  }

  /** A button says whether its menu is open; the list of all has a state of its own. @param {boolean} open */
  #tell(open) {
    if (this.opener?.hasAttribute("aria-expanded")) this.opener.setAttribute("aria-expanded", String(open));
  }

  /** @param {any} person a member @returns {boolean} whether there is anything to offer */
  fits(person) {
    return person.user.id !== this.rights.you.id && ITEMS.some(({ shown }) => shown(this.rights, person));
  }

  /** @param {any} person @param {HTMLElement} opener */
  open(person, opener) {
    this.opener = opener;
    this.person = person;
    this.name.textContent = person.user.name;
    const fitting = ITEMS.filter(({ shown }) => shown(this.rights, person));
    this.items.replaceChildren(...fitting.map((item) => this.#item(item, person)));
    this.panel.showPopover();
    this.#place(opener);
    this.items.querySelector("button")?.focus();
  }

  /** Rights or the person have changed. @param {Map<string, any>} people */
  look(people) {
    if (!this.panel.matches(":popover-open")) return;
    const person = people.get(this.person.user.id);
    if (!person?.online || !this.fits(person)) this.panel.hidePopover();
    else if (JSON.stringify(person) !== JSON.stringify(this.person)) this.open(person, this.opener);
  }

  #item(item, person) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = item.danger ? "menu__item menu__item--danger" : "menu__item";
    button.setAttribute("role", "menuitem");
    button.append(icon(item.icon), item.words(person));
    button.addEventListener("click", () => this.#choose(item, person));
    return button;
  }

  async #choose(item, person) {
    this.panel.hidePopover();
    if (item.question && !(await ask(item.question(person.user.name)))) return;
    const address = `${this.members}/${person.user.id}`;
    try {
      if (item.change) await call("PATCH", address, item.change(person));
      else await call("DELETE", address, item.remove);
    } catch (error) {
      toast(error.message, "warning");
    }
  }

  /** Under the person, within the window; on a phone the style sheet puts it below. */
  #place(opener) {
    const at = opener.getBoundingClientRect();
    const left = Math.min(at.left, innerWidth - this.panel.offsetWidth - GAP);
    this.panel.style.setProperty("--left", `${Math.max(GAP, left)}px`);
    this.panel.style.setProperty("--top", `${at.bottom + GAP}px`);
  }

  #step(event) {
    const all = [...this.items.querySelectorAll("button")];
    const here = all.indexOf(/** @type {any} */ (document.activeElement));
    const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: -1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation(); // the arrows wind the film elsewhere
    all.at(to % all.length)?.focus();
  }
}

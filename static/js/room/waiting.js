/** «Ждём: Аня» over the film: for whom, how long at most, and the ways not to, or to again. */

import { toast } from "../toast.js";
import { brief, gettext, interpolate } from "./words.js";

const REFRESH = 250; // ms between two looks at the time that is left
const NAMED = 2; // so many are named, the others counted: the film has no place for a list

export class Waiting {
  /**
   * @param {HTMLElement} box @param {import("./player.js").Player} player
   * @param {{members: import("./members.js").Members, me: string,
   *   remote: import("./remote.js").Remote, readiness: import("./readiness.js").Readiness,
   *   awaited: HTMLInputElement}} room `awaited`: the switch «the room waits for me»
   */
  constructor(box, player, { members, me, remote, readiness, awaited }) {
    Object.assign(this, { box, player, members, me, readiness, awaited });
    const part = (/** @type {string} */ name) => box.querySelector(`[data-part="${name}"]`);
    this.who = part("waiting-who");
    this.left = part("waiting-left");
    this.excuse = part("dont-wait");
    this.goOn = part("go-on");
    this.goOn.addEventListener("click", () => remote.goOn());
    this.excuse.addEventListener("click", () => this.#excuse());
    awaited.addEventListener("change", () => readiness.let(awaited.checked));
    player.addEventListener("change", () => this.show());
    setInterval(() => this.#count(), REFRESH);
  }

  /** The room goes on: say without whom. @param {{without?: string[]}} frame */
  hear({ without = [] }) {
    const others = without.filter((id) => id !== this.me);
    if (others.length) toast(this.#sentence(gettext("Дальше без: %(names)s"), others));
  }

  show() {
    const people = this.player.anchor?.waiting_for ?? [];
    const mine = people.includes(this.me);
    this.box.hidden = people.length === 0;
    this.excuse.hidden = !mine;
    this.goOn.hidden = mine; // one way is enough, and a phone has no place for two
    const words =
      mine && people.length === 1
        ? gettext("Ждём вас: у вас загружается фильм")
        : this.#sentence(gettext("Ждём: %(names)s"), people);
    if (this.who.textContent !== words) this.who.textContent = words;
    this.#count();
  }

  #excuse() {
    this.awaited.checked = false;
    this.readiness.let(false);
    toast(gettext("Комната вас больше не ждёт. Передумаете — переключатель за значком связи."));
  }

  #count() {
    if (this.box.hidden) return;
    const until = this.player.anchor?.wait_until ?? 0;
    const seconds = Math.max(0, Math.ceil((until - this.player.clock.now()) / 1000));
    this.left.textContent = interpolate(gettext("ещё %(seconds)s с"), { seconds });
  }

  /** @param {string} words @param {string[]} people */
  #sentence(words, people) {
    const names = people.slice(0, NAMED).map((id) => brief(this.members.nameOf(id))).join(", ");
    const count = people.length - NAMED;
    const all = count > 0 ? interpolate(gettext("%(names)s и ещё %(count)s"), { names, count }) : names;
    return interpolate(words, { names: all });
  }
}

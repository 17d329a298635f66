/** The rate of the film for all: a menu for those who control, a word for those who watch. */

import { gettext, interpolate, rateText } from "./words.js";

export const RATES = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2];

export class RateMenu {
  /**
   * @param {HTMLDetailsElement} menu @param {HTMLElement} word for those who may not control
   * @param {import("./player.js").Player} player @param {import("./remote.js").Remote} remote
   */
  constructor(menu, word, player, remote) {
    Object.assign(this, { menu, word, player, remote });
    this.summary = menu.querySelector("summary");
    this.name = this.summary.getAttribute("aria-label"); // «for all» in the room, not so elsewhere
    const list = menu.querySelector("[data-part=rates]");
    this.choices = RATES.map((rate) => this.#choice(rate));
    list.append(...this.choices);
    player.addEventListener("change", () => this.show());
    remote.addEventListener("pending", () => this.show());
    this.show();
  }

  show() {
    const now = this.player.anchor?.rate ?? 1;
    const shown = this.remote.speed ?? now;
    this.summary.querySelector("[data-part=rate]").textContent = rateText(shown);
    this.summary.title = interpolate("%(name)s: %(rate)s", { name: this.name, rate: rateText(now) });
    this.summary.toggleAttribute("data-pending", this.remote.speed !== null);
    this.summary.toggleAttribute("data-changed", shown !== 1);
    for (const choice of this.choices) {
      choice.setAttribute("aria-pressed", String(Number(choice.dataset.rate) === shown));
    }
    this.word.textContent = now === 1 ? "" : rateText(now);
    this.word.title = this.summary.title;
  }

  #choice(rate) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "menu__item rate__choice";
    button.dataset.rate = String(rate);
    button.textContent = rate === 1 ? gettext("Обычная") : rateText(rate);
    button.addEventListener("click", () => {
      this.remote.setRate(rate);
      this.menu.open = false;
      this.summary.focus({ preventScroll: true });
    });
    return button;
  }
}

/** The end of the evening: thanks, and the way to the archive as soon as it is sealed. */

import { exchange } from "./http.js";
import { gettext } from "./words.js";

const ASK_EVERY = 1500; // ms between two questions whether the archive is sealed
const ASK_AT_MOST = 120;

export class Farewell {
  /** @param {HTMLDialogElement} dialog @param {{archive: string}} urls the API that knows */
  constructor(dialog, urls) {
    Object.assign(this, { dialog, urls });
    this.said = false;
    dialog.addEventListener("cancel", (event) => event.preventDefault());
    dialog.addEventListener("close", () => dialog.showModal()); // a second Escape asks nobody
  }

  /** The room is closed. @param {string} why a sentence, or nothing */
  thank(why) {
    if (why) this.dialog.querySelector("[data-part=why-closed]").textContent = why;
    if (!this.#say("closed")) return;
    this.#waitForArchive(0);
  }

  /** The viewer was removed. */
  part() {
    this.#say("removed");
  }

  /** @param {string} why @returns {boolean} whether it is said now for the first time */
  #say(why) {
    if (this.said) return false;
    this.said = true;
    this.dialog.dataset.why = why;
    if (document.fullscreenElement) document.exitFullscreen();
    this.dialog.showModal();
    return true;
  }

  /** @param {number} asked times */
  async #waitForArchive(asked) {
    const sealed = await this.#isSealed();
    const status = this.dialog.querySelector("[data-part=archive-state]");
    if (sealed) {
      status.textContent = gettext("Архив вечера готов.");
      const link = this.dialog.querySelector("[data-part=archive-link]");
      link.hidden = false;
      link.focus();
    } else if (asked < ASK_AT_MOST) {
      setTimeout(() => this.#waitForArchive(asked + 1), ASK_EVERY);
    }
  }

  /** @returns {Promise<boolean>} */
  async #isSealed() {
    try {
      const { state } = await exchange(this.urls.archive);
      return state === "sealed";
    } catch {
      return false; // the network may be back at the next question
    }
  }
}

/** «Позвать»: friends by name, and the link for everybody else. */

import { gettext } from "./words.js";

/** Opens with a fresh list of friends; the server draws it, htmx sends it. */
export class Invite {
  /** @param {HTMLElement} button @param {string} guests address of the list @param {string} title */
  constructor(button, guests, title) {
    Object.assign(this, { guests, title });
    this.dialog = /** @type {HTMLDialogElement} */ (document.querySelector("[data-part=invite-dialog]"));
    this.link = /** @type {HTMLInputElement} */ (this.dialog.querySelector("[data-part=invite-link]"));
    this.share = /** @type {HTMLElement} */ (this.dialog.querySelector("[data-part=share]"));
    this.list = this.dialog.querySelector("[data-part=guests]");
    button.addEventListener("click", () => this.open());
    bindLink(this.link);
    this.#bindShare();
  }

  open() {
    this.dialog.showModal();
    /** @type {any} */ (globalThis).htmx.ajax("GET", this.guests, { target: this.list, swap: "innerHTML" });
  }

  /** The link may be replaced while one is here. @param {string} link */
  follow(link) {
    if (!link) return;
    this.link.value = link;
    this.share.dataset.link = link;
    if ("copy" in this.share.dataset) this.share.dataset.copy = link;
  }

  /** A phone has a sheet of its own for sharing; elsewhere the link is copied (js/copy.js). */
  #bindShare() {
    const said = this.dialog.querySelector("[data-part=share-status]");
    this.share.addEventListener("click", () => {
      said.textContent = "copy" in this.share.dataset ? gettext("Ссылка скопирована") : "";
    });
    const onPhone = matchMedia("(pointer: coarse)").matches;
    if (!onPhone || !navigator.share) return;
    this.share.removeAttribute("data-copy");
    const { title } = this;
    this.share.addEventListener("click", () => navigator.share({ title, url: this.share.dataset.link }).catch(() => {}));
  }
}

/** A click into the field selects the whole link. @param {HTMLInputElement} field */
export function bindLink(field) {
  field.addEventListener("focus", () => field.select());
}

/**
 * The page's own address follows the link too.
 * @param {string} link @param {HTMLInputElement} field @param {(token: string) => void} moved
 */
export function bindTo(link, field, moved) {
  if (!link || field.value === link) return;
  field.value = link;
  const { pathname } = new URL(link);
  history.replaceState(history.state, "", pathname);
  moved(pathname.split("/").at(-2));
}

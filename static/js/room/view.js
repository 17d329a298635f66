/**
 * Personal view of the room: full screen, chat shown or not, the height that a phone leaves.
 *
 * The whole room goes full screen, never the film alone, so that the chat stays usable: there it
 * is a translucent panel over the film. Where the browser cannot (iPhone), CSS does the same.
 */

import { gettext } from "./words.js";

const SHORT = 520; // px; a phone with its keyboard out

/** Events: `change` (full screen or the chat came or went). */
export class View extends EventTarget {
  /** @param {HTMLElement} room @param {HTMLTextAreaElement} chatInput */
  constructor(room, chatInput) {
    super();
    this.room = room;
    this.chatInput = chatInput;
    this.fullButton = room.querySelector('[data-part="fullscreen"]');
    this.chatButton = room.querySelector('[data-part="chat-toggle"]');
    this.fullButton.addEventListener("click", () => this.fullscreen());
    this.chatButton.addEventListener("click", () => this.#showChat(this.chatHidden));
    document.addEventListener("fullscreenchange", () => this.#screenChanged());
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.#escape(event));
    visualViewport?.addEventListener("resize", () => this.#fit());
    this.#fit();
    this.#show();
  }

  /** @returns {boolean} whether the room fills the screen, by the browser or by CSS */
  get full() {
    return this.room.hasAttribute("data-fullscreen");
  }

  /** @returns {boolean} whether new messages are out of sight */
  get chatHidden() {
    return this.room.classList.contains("is-alone");
  }

  /** Into the full screen and out of it. */
  async fullscreen() {
    if (document.fullscreenElement) await document.exitFullscreen();
    else if (this.full || !this.room.requestFullscreen) this.#become(!this.full);
    else await this.room.requestFullscreen({ navigationUI: "hide" }).catch(() => this.#become(true));
  }

  /** The key for the chat: shows it and puts the cursor there; over the film it closes it too. */
  chat() {
    if (this.full && !this.chatHidden) this.#showChat(false);
    else this.#write();
  }

  /** The key for writing. @returns {boolean} whether there was something to do */
  write() {
    this.#write();
    return true;
  }

  #write() {
    this.#showChat(true);
    this.chatInput.focus();
  }

  /** One layer at a time: first the chat over the film, then the full screen. */
  #escape(event) {
    if (!this.full || document.querySelector("dialog[open], details[open], :popover-open")) return;
    event.preventDefault();
    if (!this.chatHidden) this.#showChat(false);
    else this.fullscreen();
  }

  #screenChanged() {
    const full = document.fullscreenElement === this.room;
    // Without the lock the browser takes Escape for itself and leaves at once; that is fine too.
    const keys = /** @type {any} */ (navigator).keyboard;
    if (full) keys?.lock?.(["Escape"]).catch(() => {});
    else keys?.unlock?.();
    if (full !== this.full) this.#become(full);
  }

  /** Full screen begins with the film alone, and gives back what was before. @param {boolean} full */
  #become(full) {
    if (full) this.aloneBefore = this.chatHidden;
    this.room.toggleAttribute("data-fullscreen", full);
    this.#showChat(full ? false : !this.aloneBefore);
  }

  /** @param {boolean} shown */
  #showChat(shown) {
    if (!shown && this.room.querySelector(".chat")?.contains(document.activeElement)) {
      /** @type {HTMLElement} */ (document.activeElement).blur();
    }
    this.room.classList.toggle("is-alone", !shown);
    this.#show();
    this.dispatchEvent(new Event("change"));
  }

  #show() {
    const words = this.full ? gettext("Выйти из полного экрана") : gettext("На весь экран");
    this.fullButton.setAttribute("aria-label", words);
    this.fullButton.title = words;
    this.chatButton.setAttribute("aria-pressed", String(!this.chatHidden));
    if (!this.chatHidden) this.chatButton.removeAttribute("data-unread");
  }

  /** A phone's keyboard covers the page without resizing it: the input must stand above it. */
  #fit() {
    if (!visualViewport || visualViewport.scale > 1.01) return;
    this.room.style.setProperty("--room-height", `${visualViewport.height}px`);
    this.room.toggleAttribute("data-short", visualViewport.height < SHORT);
    if (visualViewport.offsetTop > 0) scrollTo(0, 0);
  }
}

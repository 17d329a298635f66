/** Personal view of the room: full screen, chat shown or not, the height that a phone leaves. */

import { gettext } from "./words.js";

export class View {
  /** @param {HTMLElement} room @param {HTMLTextAreaElement} chatInput */
  constructor(room, chatInput) {
    this.room = room;
    this.chatInput = chatInput;
    this.fullButton = room.querySelector('[data-part="fullscreen"]');
    this.chatButton = room.querySelector('[data-part="chat-toggle"]');
    this.fullButton.addEventListener("click", () => this.fullscreen());
    this.chatButton.addEventListener("click", () => this.toggleChat());
    document.addEventListener("fullscreenchange", () => this.#screenChanged());
    visualViewport?.addEventListener("resize", () => this.#fit());
    this.#fit();
    this.#showButtons();
  }

  /** The whole room goes full screen, so that the chat stays usable there. */
  async fullscreen() {
    if (document.fullscreenElement) await document.exitFullscreen();
    else if (this.room.requestFullscreen) await this.room.requestFullscreen().catch(() => {});
    else this.room.querySelector("video").webkitEnterFullscreen?.(); // iPhones: the film alone
  }

  /** The key for the chat: shows it and puts the cursor there. */
  chat() {
    this.room.classList.remove("is-alone");
    this.#showButtons();
    this.chatInput.focus();
  }

  toggleChat() {
    this.room.classList.toggle("is-alone");
    this.#showButtons();
  }

  /** @returns {boolean} whether new messages are out of sight */
  get chatHidden() {
    return this.room.classList.contains("is-alone");
  }

  #screenChanged() {
    this.room.classList.toggle("is-alone", document.fullscreenElement === this.room);
    this.#showButtons();
  }

  #showButtons() {
    const full = document.fullscreenElement === this.room;
    const words = full ? gettext("Выйти из полного экрана") : gettext("На весь экран");
    this.fullButton.setAttribute("aria-label", words);
    this.room.toggleAttribute("data-fullscreen", full);
    this.chatButton.setAttribute("aria-pressed", String(!this.chatHidden));
    if (!this.chatHidden) this.chatButton.removeAttribute("data-unread");
  }

  /** A phone's keyboard covers the page without resizing it: the input must stand above it. */
  #fit() {
    if (!visualViewport || visualViewport.scale > 1.01) return;
    this.room.style.setProperty("--room-height", `${visualViewport.height}px`);
    if (visualViewport.offsetTop > 0) scrollTo(0, 0);
  }
}

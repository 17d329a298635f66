/** Sound is personal: volume and mute of this viewer, kept in this browser, never sent. */

import { icon } from "../icon.js";
import { kept } from "./store.js";
import { gettext } from "./words.js";

const KEPT = "kino-volume";

export class Sound {
  /**
   * @param {HTMLVideoElement} video @param {import("./starter.js").Starter} starter
   * @param {{mute: HTMLButtonElement, volume: HTMLInputElement, join: HTMLButtonElement}} parts
   * @param {() => void} onAllowed the viewer clicked «with sound»
   */
  constructor(video, starter, { mute, volume, join }, onAllowed) {
    Object.assign(this, { video, starter, mute, volume, join });
    video.volume = remembered();
    volume.addEventListener("input", () => this.set(Number(volume.value)));
    mute.addEventListener("click", () => this.toggle());
    join.addEventListener("click", () => {
      this.starter.allow();
      this.#show(); // the sound may be on already
      onAllowed();
    });
    video.addEventListener("volumechange", () => this.#show());
    starter.addEventListener("muted", () => this.#offer(gettext("Войти со звуком")));
    starter.addEventListener("blocked", () => this.#offer(gettext("Начать просмотр")));
    this.#show();
  }

  /** @param {number} volume 0..1 */
  set(volume) {
    this.video.volume = Math.min(1, Math.max(0, volume));
    this.video.muted = this.video.volume === 0;
    remember(this.video.volume);
  }

  /** @param {number} by */
  change(by) {
    this.set(Math.round((this.video.volume + by) * 20) / 20);
  }

  toggle() {
    if (this.video.muted && this.video.volume === 0) this.set(0.5);
    else this.video.muted = !this.video.muted;
  }

  /** @param {string} words */
  #offer(words) {
    this.join.querySelector("span").textContent = words;
    this.join.hidden = false;
  }

  #show() {
    const { muted, volume } = this.video;
    const silent = muted || volume === 0;
    if (!muted && !this.starter.blocked) this.join.hidden = true; // the only way in keeps its button
    this.volume.value = String(silent ? 0 : volume);
    this.mute.setAttribute("aria-label", silent ? gettext("Включить звук") : gettext("Выключить звук"));
    this.mute.replaceChildren(icon(silent ? "volume-x" : "volume-2"));
  }
}

/** @returns {number} */
function remembered() {
  const volume = Number.parseFloat(kept.getItem(KEPT) ?? "");
  return volume > 0 && volume <= 1 ? volume : 1;
}

/** @param {number} volume */
function remember(volume) {
  if (volume > 0) kept.setItem(KEPT, String(volume));
}

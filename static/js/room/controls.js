/** The bar under the film: shows the room's state and turns clicks into requests. */

import { icon } from "../icon.js";
import { clockText, gettext, interpolate } from "./words.js";

const STEP = 10; // s of one press of an arrow
const REFRESH = 250; // ms between two looks at the time

export class Controls {
  /**
   * @param {HTMLElement} stage the film with all that lies over it
   * @param {import("./player.js").Player} player @param {import("./remote.js").Remote} remote
   */
  constructor(stage, player, remote) {
    Object.assign(this, { stage, player, remote });
    const part = (/** @type {string} */ name) => stage.querySelector(`[data-part="${name}"]`);
    this.playButton = part("play");
    this.seek = /** @type {HTMLInputElement} */ (part("seek"));
    this.time = part("time");
    this.preview = part("preview");
    this.seek.max = String(player.duration);
    this.dragging = false;
    this.playButton.addEventListener("click", () => remote.toggle());
    part("begin")?.addEventListener("click", () => remote.toggle());
    part("again")?.addEventListener("click", () => remote.toggle());
    part("back").addEventListener("click", () => remote.seekBy(-STEP));
    part("forward").addEventListener("click", () => remote.seekBy(STEP));
    this.#bindSeek();
    player.addEventListener("change", () => this.show());
    remote.addEventListener("pending", () => this.show());
    setInterval(() => this.show(), REFRESH);
  }

  /** @param {boolean} allowed whether this viewer may control the film */
  allow(allowed) {
    this.allowed = allowed;
    for (const part of this.stage.querySelectorAll("[data-control]")) part.disabled = !allowed;
    this.stage.toggleAttribute("data-watch-only", !allowed);
  }

  /** Draw the state of this moment. */
  show() {
    const { player, remote } = this;
    const phase = player.phase;
    const moves = ["playing", "scheduled", "waiting"].includes(phase);
    const here = this.dragging ? Number(this.seek.value) : (remote.target ?? player.wanted);
    this.stage.dataset.phase = this.#atStart(phase) ? "start" : phase;
    this.#showButton(moves, remote.motion);
    if (!this.dragging) this.seek.value = String(here);
    this.#fill(here);
    this.time.textContent = `${clockText(here)} / ${clockText(player.duration)}`;
    this.seek.setAttribute("aria-valuetext", spoken(here, player.duration));
    this.seek.toggleAttribute("data-pending", remote.target !== null);
  }

  #atStart(phase) {
    return phase === "paused" && (this.player.anchor?.position ?? 0) === 0;
  }

  /** What was pressed shows at once, and as pending; `data-state` tells what the room does. */
  #showButton(moves, wish) {
    const key = `${moves}${wish}`;
    if (key === this.drawn) return;
    this.drawn = key;
    const running = wish ? wish === "play" : moves;
    this.playButton.replaceChildren(icon(running ? "pause" : "play"));
    this.playButton.setAttribute("aria-label", running ? gettext("Пауза") : gettext("Смотреть"));
    this.playButton.dataset.state = moves ? "playing" : "paused";
    this.playButton.toggleAttribute("data-pending", wish !== null);
    this.playButton.setAttribute("aria-busy", String(wish !== null));
    this.stage.toggleAttribute("data-starting", wish === "play");
  }

  /** @param {number} here */
  #fill(here) {
    const { video, duration } = this.player;
    const loaded = video.buffered.length ? video.buffered.end(video.buffered.length - 1) : 0;
    this.seek.style.setProperty("--played", `${(here / duration) * 100}%`);
    this.seek.style.setProperty("--loaded", `${Math.min(1, loaded / duration) * 100}%`);
  }

  #bindSeek() {
    const { seek, preview, remote } = this;
    seek.addEventListener("input", () => {
      this.dragging = true;
      this.show();
    });
    seek.addEventListener("change", () => {
      this.dragging = false;
      remote.seek(Number(seek.value));
    });
    seek.addEventListener("pointermove", (event) => {
      const box = seek.getBoundingClientRect();
      const share = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
      preview.textContent = clockText(share * this.player.duration);
      preview.style.setProperty("--at", `${share * 100}%`);
    });
  }
}

/** @param {number} here @param {number} whole @returns {string} */
function spoken(here, whole) {
  return interpolate(gettext("%(here)s из %(whole)s"), { here: clockText(here), whole: clockText(whole) });
}

/**
 * Who did what, said over the film for a moment.
 *
 * Told from the player's own line, so that it is there with the chat switched off too. What is
 * caught up after a cut is history and is not said.
 */

import { systemLine } from "./chat-lines.js";

const FRESH = 10_000; // ms; what happened earlier is no news
const SHOWN = 3200; // ms, as in css/pages/room.css
const BURST = 3000; // ms in which what one person does again replaces what he did

/** @type {Record<string, string>} */
const ACTIONS = { play: "played", pause: "paused", seek: "wound", rate: "rate" };
const COMINGS = new Set(["joined", "left"]);

/**
 * What a frame of the player's line has to tell.
 * @param {any} frame @returns {any} the same as a `chat.system` frame, null for nothing
 */
export function newsOf(frame) {
  const { type, event, by, action, position, rate, at } = frame;
  if (type === "playback" && by && ACTIONS[action]) return { event: ACTIONS[action], by, position, rate, at };
  const numbered = typeof frame.prev === "number";
  if (type === "presence" && numbered && COMINGS.has(event)) return { event, by: frame.member.user };
  if (type === "room" && event === "settings") return { event, by };
  return null;
}

export class News {
  /**
   * @param {HTMLElement} line @param {EventTarget} socket the player's
   * @param {{now: () => number, heard: () => boolean}} means server time (ms); whether the chat,
   *   which tells the same to screen readers, is in sight
   */
  constructor(line, socket, means) {
    Object.assign(this, { line, means });
    this.catchingUp = false;
    this.last = { key: "", at: -Infinity };
    socket.addEventListener("frame", (event) => this.#take(/** @type {any} */ (event).detail));
  }

  #take(frame) {
    if (frame.type === "welcome") this.catchingUp = !frame.afresh;
    if (frame.type === "synced") this.catchingUp = false;
    const news = this.catchingUp ? null : newsOf(frame);
    if (news && !(news.at < this.means.now() - FRESH)) this.#say(news);
  }

  #say(news) {
    const key = `${news.event} ${news.by?.id}`;
    const now = performance.now();
    const goesOn = key === this.last.key && now - this.last.at < BURST;
    this.last = { key, at: now };
    this.line.setAttribute("aria-hidden", String(this.means.heard()));
    this.line.textContent = systemLine(news);
    this.line.classList.remove("is-shown", "goes-on");
    void this.line.offsetWidth; // restarts the animation
    this.line.classList.add("is-shown");
    this.line.classList.toggle("goes-on", goesOn); // the words change in place, nothing blinks
    clearTimeout(this.timer); // where nothing moves (reduced motion) they leave by this alone
    this.timer = setTimeout(() => this.line.classList.remove("is-shown", "goes-on"), SHOWN);
  }
}

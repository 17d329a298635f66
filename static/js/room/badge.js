/** How well we are in step, in a word that a viewer understands; the figures are behind it. */

import { Figures } from "./figures.js";
import { gettext } from "./words.js";

const IN_STEP = 45; // ms: about one frame of film
const SHOW_GAP = 250; // ms between two changes of the figures
const PATIENCE = 700; // ms for which a player may be off before the badge says so

/** @typedef {"in-step"|"catching-up"|"loading"|"waiting"|"silent"|"offline"} State */

/**
 * The state to show.
 * @param {{online: boolean, ready: boolean, busy: boolean, blocked: boolean, phase: string,
 *   sure: boolean, drift: number}} facts `sure`: the drift was measured since the last start
 * @param {string} [before] the state shown now, kept while nothing is sure
 * @returns {State}
 */
export function stateOf({ online, ready, busy, blocked, phase, sure, drift }, before = "") {
  if (!online) return "offline";
  if (!ready || busy) return "loading";
  if (blocked) return "silent";
  if (phase === "waiting") return "waiting";
  if (phase !== "playing") return "in-step";
  const good = sure ? Math.abs(drift) <= IN_STEP : before === "in-step";
  return good ? "in-step" : "catching-up";
}

/** @type {Record<State, () => string>} */
const WORDS = {
  "in-step": () => gettext("Кадр в кадр"),
  "catching-up": () => gettext("Догоняем"),
  loading: () => gettext("Загружаем"),
  waiting: () => gettext("Ждём"),
  silent: () => gettext("Ждём клика"),
  offline: () => gettext("Нет связи"),
};

export class Badge {
  /**
   * @param {HTMLElement} badge @param {HTMLElement} figures
   * @param {import("./player.js").Player} player @param {import("./socket.js").RoomSocket} socket
   * @param {import("./ways.js").Ways} ways of the player's line
   */
  constructor(badge, figures, player, socket, ways) {
    Object.assign(this, { badge, player, socket, ways });
    this.figures = new Figures(figures);
    this.offSince = 0;
    this.words = badge.querySelector("[data-part=words]");
    this.way = badge.querySelector("[data-part=way]");
    setInterval(() => this.show(), SHOW_GAP);
    socket.addEventListener("state", () => this.show());
    ways.addEventListener("way", () => this.show());
  }

  show() {
    const { player, socket, badge, ways } = this;
    const { clock, corrector, video } = player;
    const now = performance.now();
    const drift = player.phase === "playing" ? corrector.offset * 1000 : 0;
    if (player.phase === "playing" && corrector.sure) this.figures.note(drift, now);
    const facts = {
      online: socket.state === "open",
      ready: clock.ready && player.anchor !== null,
      busy: player.busy,
      blocked: player.starter.blocked,
      phase: player.phase,
      sure: corrector.sure,
      drift,
    };
    this.#say(this.#patient(stateOf(facts, badge.dataset.state), now), ways.way);
    Object.assign(badge.dataset, {
      driftMs: drift.toFixed(1),
      rate: video.playbackRate.toFixed(4),
      version: String(player.anchor?.version ?? -1),
      offsetMs: clock.offset.toFixed(2),
      rttMs: (clock.best?.rtt ?? 0).toFixed(1),
    });
    if (badge.closest("details")?.open) this.figures.show(player, drift, ways.way);
  }

  /** Touched only when something is said anew: it is read aloud. @param {State} state @param {string} way */
  #say(state, way) {
    const { badge } = this;
    if (badge.dataset.way !== way) {
      badge.dataset.way = way;
      this.way.textContent = way === "http" ? gettext("без сокетов") : "";
    }
    const words = WORDS[state]();
    if (badge.dataset.state === state && this.words.textContent === words) return;
    badge.dataset.state = state;
    this.words.textContent = words;
  }

  /** A moment off the beat is no news. @param {State} state @param {number} now @returns {State} */
  #patient(state, now) {
    if (state === "in-step" || state === "offline" || state === "waiting") {
      this.offSince = 0;
      return state;
    }
    this.offSince ||= now;
    const before = /** @type {State} */ (this.badge.dataset.state);
    return now - this.offSince < PATIENCE && before === "in-step" ? before : state;
  }
}

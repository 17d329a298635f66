/** How well we are in step, in a word that a viewer understands and in figures for the curious. */

import { gettext, interpolate } from "./words.js";

const IN_STEP = 45; // ms: about one frame of film
const SHOW_GAP = 250; // ms between two changes of the figures
const PATIENCE = 700; // ms for which a player may be off before the badge says so

/** @typedef {"in-step"|"catching-up"|"loading"|"silent"|"offline"} State */

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
  if (phase !== "playing") return "in-step";
  const good = sure ? Math.abs(drift) <= IN_STEP : before === "in-step";
  return good ? "in-step" : "catching-up";
}

/** @type {Record<State, () => string>} */
const WORDS = {
  "in-step": () => gettext("В такт"),
  "catching-up": () => gettext("Догоняем"),
  loading: () => gettext("Загружаем"),
  silent: () => gettext("Ждём клика"),
  offline: () => gettext("Нет связи"),
};

export class Badge {
  /**
   * @param {HTMLElement} badge @param {HTMLElement} figures
   * @param {import("./player.js").Player} player @param {import("./socket.js").RoomSocket} socket
   */
  constructor(badge, figures, player, socket) {
    Object.assign(this, { badge, figures, player, socket });
    this.offSince = 0;
    this.words = badge.querySelector("[data-part=words]");
    setInterval(() => this.show(), SHOW_GAP);
    socket.addEventListener("state", () => this.show());
  }

  show() {
    const { player, socket, badge } = this;
    const { clock, corrector, video } = player;
    const drift = player.phase === "playing" ? corrector.offset * 1000 : 0;
    const state = this.#patient(
      stateOf(
        {
          online: socket.state === "open",
          ready: clock.ready && player.anchor !== null,
          busy: player.busy,
          blocked: player.starter.blocked,
          phase: player.phase,
          sure: corrector.sure,
          drift,
        },
        badge.dataset.state,
      ),
    );
    const words = WORDS[state]();
    if (badge.dataset.state !== state || this.words.textContent !== words) {
      badge.dataset.state = state;
      this.words.textContent = words;
    }
    badge.dataset.driftMs = drift.toFixed(1);
    badge.dataset.rate = video.playbackRate.toFixed(4);
    badge.dataset.version = String(player.anchor?.version ?? -1);
    badge.dataset.offsetMs = clock.offset.toFixed(2);
    badge.dataset.rttMs = (clock.best?.rtt ?? 0).toFixed(1);
    if (badge.closest("details")?.open) this.#showFigures();
  }

  /** A moment off the beat is no news. @param {State} state @returns {State} */
  #patient(state) {
    if (state === "in-step" || state === "offline") {
      this.offSince = 0;
      return state;
    }
    this.offSince ||= performance.now();
    const before = /** @type {State} */ (this.badge.dataset.state);
    return performance.now() - this.offSince < PATIENCE && before === "in-step" ? before : state;
  }

  #showFigures() {
    const { driftMs, rate, rttMs } = this.badge.dataset;
    const milliseconds = (/** @type {string} */ value) =>
      interpolate(gettext("%(value)s мс"), { value: Number(value).toFixed(1) });
    const rows = {
      drift: milliseconds(driftMs),
      road: milliseconds(rttMs),
      error: `± ${milliseconds(String(Number(rttMs) / 2))}`,
      rate: `${Number(rate).toFixed(3)}×`,
    };
    for (const [name, value] of Object.entries(rows)) {
      this.figures.querySelector(`[data-figure="${name}"]`).textContent = value;
    }
  }
}

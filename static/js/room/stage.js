/** The stage: the film with all that lies over it, its buttons, fingers and keys. */

import { Controls } from "./controls.js";
import { Help } from "./help.js";
import { Idle } from "./idle.js";
import { listenToKeys } from "./keyboard.js";
import { listenToMediaKeys } from "./media-session.js";
import { News } from "./news.js";
import { Passing } from "./passing.js";
import { bindPictureInPicture } from "./pip.js";
import { RateMenu } from "./rate.js";
import { Taps } from "./taps.js";

/**
 * @typedef {{playerLine: import("./socket.js").RoomSocket, player: import("./player.js").Player,
 *   remote: import("./remote.js").Remote, sound: import("./sound.js").Sound,
 *   view: import("./view.js").View, film: {title: string, poster: string}}} Means
 */

export class Stage {
  /** @param {HTMLElement} room @param {Means} means */
  constructor(room, { playerLine, player, remote, sound, view, film }) {
    const part = (/** @type {string} */ name) => room.querySelector(`[data-part="${name}"]`);
    const allowed = () => Boolean(this.controls.allowed);
    Object.assign(this, { room, view, chatToggle: part("chat-toggle") });
    this.controls = new Controls(part("stage"), player, remote);
    this.passing = new Passing(part("passing"), view);
    const idle = new Idle(room);
    new RateMenu(part("rate-menu"), part("rate-now"), player, remote);
    new Taps(player.video, part("wind"), { remote, idle, allowed });
    new News(part("news"), playerLine, { now: () => player.clock.now(), heard: () => !view.chatHidden });
    const help = new Help(document.querySelector("[data-part=help-sheet]"), part("help"));
    bindPictureInPicture(part("pip"), player.video);
    listenToKeys({ remote, allowed, sound, view, help });
    listenToMediaKeys(remote, player, allowed, film);
    this.#keepToastsInSight();
  }

  /** @param {boolean} may whether this viewer may control the film */
  allow(may) {
    this.controls.allow(may);
  }

  /** Somebody said something. @param {any} message */
  hear(message) {
    if (!this.view.chatHidden) return;
    this.chatToggle.setAttribute("data-unread", "");
    this.passing.add(message);
  }

  /** In full screen only what is inside the room is seen: the toasts move in. */
  #keepToastsInSight() {
    const toasts = document.querySelector(".toasts");
    if (toasts) this.room.append(toasts);
  }
}

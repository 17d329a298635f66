/** What this person may do here, as the room says now; the page shows only what works. */

import { call } from "./api.js";

const GATHER = 120; // ms in which several changes become one question

/** Events: `change`. `room` is as the API gives it, `you` within it. */
export class Rights extends EventTarget {
  /** @param {string} api the room's address @param {{may: string[], below: string[]}} you */
  constructor(api, you) {
    super();
    Object.assign(this, { api, you });
    /** @type {any} */
    this.room = {};
  }

  /** @param {string} action of rooms/permissions.py @returns {boolean} */
  may(action) {
    return this.you.may.includes(action);
  }

  /** @param {{role: string, user: {id: string}}} member @returns {boolean} whether he may be put out */
  isAbove(member) {
    return this.may("remove") && member.user.id !== this.you.id && this.you.below.includes(member.role);
  }

  /** @param {any} room with `you` */
  take(room) {
    this.room = room;
    this.you = room.you ?? this.you;
    for (const part of document.querySelectorAll("[data-right]")) this.#show(part);
    this.dispatchEvent(new Event("change"));
  }

  /** Something has changed: ask what. */
  refresh() {
    clearTimeout(this.timer);
    this.timer = setTimeout(async () => {
      const room = await call("GET", this.api).catch(() => null); // the next welcome tells as well
      if (room) this.take(room);
    }, GATHER);
  }

  /** @param {Element} part */
  #show(part) {
    const allowed = this.may(part.dataset.right);
    if (part instanceof HTMLDialogElement) {
      if (!allowed && part.open) part.close();
    } else part.hidden = !allowed;
  }
}

/** One's own words on their way into the room: shown at once, delivered in order, held or refused. */

import { Delivery } from "./chat-delivery.js";
import { showHeld, showPending, showRefusal } from "./chat-pending.js";
import { namedIn } from "./chat-text.js";
import { newId } from "./requests.js";

const NAMED_MOST = 20; // people mentioned in one message

export class OwnWords {
  /**
   * @param {{view: import("./chat-view.js").ChatView, composer: import("./chat-composer.js").Composer,
   *   outbox: import("./outbox.js").Outbox, history: import("./chat-history.js").History,
   *   typing: import("./chat-typing.js").Typing, me: {can_moderate?: boolean},
   *   people: () => {id: string, name: string}[]}} parts
   * @param {(frame: object, options: {id: string}) => Promise<{seq: number}>} request
   */
  constructor(parts, request) {
    Object.assign(this, parts);
    this.slowMode = 0; // s between two messages of one person
    this.delivery = new Delivery(this.outbox, request, this.#fates());
  }

  /** After a reload: what was not sent yet. */
  resume() {
    for (const message of this.outbox.messages) this.#show(message);
    this.delivery.run();
  }

  async send({ text, ...answer }) {
    const named = namedIn(text, this.people()).map(({ id }) => id);
    const message = { id: newId(), text, ...answer, ...(named.length && { mentions: named.slice(0, NAMED_MOST) }) };
    this.typing.mineWent();
    this.outbox.add(message); // before anything that takes time: a reload must find it
    if (!this.view.live) await this.history.latest();
    this.view.undivide();
    const kept = this.outbox.find(message.id);
    if (kept) this.#show(kept); // else it went with those before it, and is in the room already
    this.delivery.run();
  }

  #show(message) {
    this.view.addPending(message);
    if (message.failed !== undefined) this.#refused(message.id, message.failed);
  }

  #fates() {
    return {
      sent: (id, seq) => {
        showPending(this.view.pending(id));
        this.view.confirm(id, seq);
        this.#rest(this.slowMode);
      },
      held: (id, seconds) => {
        showHeld(this.view.pending(id), seconds);
        this.#rest(seconds);
      },
      failed: (id, why, kept) => {
        const item = this.view.pending(id);
        if (item) item.dataset.pending = kept;
        this.#refused(kept, why);
      },
    };
  }

  /** In slow mode the next message has to wait. @param {number} seconds */
  #rest(seconds) {
    if (this.slowMode && !this.me.can_moderate) this.composer.rest(seconds);
  }

  #refused(id, why) {
    const ways = { retry: () => this.delivery.retry(id), drop: () => this.delivery.drop(id) };
    showRefusal(this.view.pending(id), why, ways);
  }
}

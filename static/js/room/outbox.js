/** Words not yet in the room: the unfinished text and messages without an answer, kept over a reload. */

/** @typedef {{id: string, text: string, reply_to?: number, mentions?: string[], failed?: string}} Unsent */

export class Outbox {
  /** @param {string} room token @param {string} me user id @param {Storage} [storage] of this tab */
  constructor(room, me, storage = ownStorage()) {
    Object.assign(this, { storage, me });
    this.#name(room);
    this.messages = this.#kept(); // no other page writes under this key
  }

  /** The room has another link: a reload looks for the words under it. @param {string} room token */
  moveTo(room) {
    const { draft, messages } = this;
    this.draft = "";
    this.#keep([]);
    this.#name(room);
    this.draft = draft;
    this.#keep(messages);
  }

  #name(room) {
    this.draftKey = `kino-draft-${room}-${this.me}`;
    this.queueKey = `kino-outbox-${room}-${this.me}`;
  }

  get draft() {
    return this.storage.getItem(this.draftKey) ?? "";
  }

  set draft(text) {
    this.#write(this.draftKey, text);
  }

  /** @returns {Unsent[]} what the page before left, in the order in which it was written */
  #kept() {
    try {
      const kept = JSON.parse(this.storage.getItem(this.queueKey) ?? "[]");
      return Array.isArray(kept) ? kept.filter(({ id, text }) => id && text) : [];
    } catch {
      return [];
    }
  }

  /** @returns {Unsent|undefined} the next to be sent; those that were refused wait for a word */
  get next() {
    return this.messages.find(({ failed }) => failed === undefined);
  }

  /** @param {string} id @returns {Unsent|undefined} unless it is in the room already */
  find(id) {
    return this.messages.find((message) => message.id === id);
  }

  /** @param {Unsent} message */
  add(message) {
    this.#keep([...this.messages.filter(({ id }) => id !== message.id), message]);
  }

  /** Change a kept message in its place. @param {string} id @param {Partial<Unsent>} change */
  change(id, change) {
    this.#keep(this.messages.map((message) => (message.id === id ? { ...message, ...change } : message)));
  }

  /** @param {string} id */
  remove(id) {
    this.#keep(this.messages.filter((message) => message.id !== id));
  }

  #keep(messages) {
    this.messages = messages;
    this.#write(this.queueKey, messages.length ? JSON.stringify(messages) : "");
  }

  #write(key, text) {
    try {
      if (text) this.storage.setItem(key, text);
      else this.storage.removeItem(key);
    } catch {
      // The store is full or shut: the words are still on the page, and are sent from there.
    }
  }
}

/** This tab's store; a browser that forbids it gets one that lives as long as the page. */
function ownStorage() {
  try {
    return globalThis.sessionStorage ?? new Memory();
  } catch {
    return new Memory();
  }
}

class Memory extends Map {
  getItem = (/** @type {string} */ key) => this.get(key) ?? null;
  setItem = (/** @type {string} */ key, /** @type {string} */ value) => this.set(key, value);
  removeItem = (/** @type {string} */ key) => this.delete(key);
}

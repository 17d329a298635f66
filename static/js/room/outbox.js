/** Words not yet in the room: the unfinished text and messages without an answer, kept over a reload. */

export class Outbox {
  /** @param {string} room token @param {Storage} [storage] of this tab */
  constructor(room, storage = sessionStorage) {
    this.storage = storage;
    this.draftKey = `kino-draft-${room}`;
    this.queueKey = `kino-outbox-${room}`;
  }

  get draft() {
    return this.storage.getItem(this.draftKey) ?? "";
  }

  set draft(text) {
    if (text) this.storage.setItem(this.draftKey, text);
    else this.storage.removeItem(this.draftKey);
  }

  /** @returns {{id: string, text: string}[]} in the order in which they were written */
  get messages() {
    try {
      return JSON.parse(this.storage.getItem(this.queueKey) ?? "[]");
    } catch {
      return [];
    }
  }

  /** @param {{id: string, text: string}} message */
  add(message) {
    this.#keep([...this.messages.filter(({ id }) => id !== message.id), message]);
  }

  /** @param {string} id */
  remove(id) {
    this.#keep(this.messages.filter((message) => message.id !== id));
  }

  #keep(messages) {
    if (messages.length) this.storage.setItem(this.queueKey, JSON.stringify(messages));
    else this.storage.removeItem(this.queueKey);
  }
}

/**
 * The chat's list: a window over the log, in the order of its numbers, of a bounded length.
 *
 * `live` says that the window reaches to the end of the log; while it does not, what comes is kept
 * aside and told by the button.
 */

import { emptyItem, fillQuotes, messageItem, noteItem } from "./chat-item.js";
import { divideAbove, group } from "./chat-order.js";
import { beyond, Rows } from "./chat-rows.js";
import { Scroll } from "./chat-scroll.js";

const MOST = 400; // lines in the page
const SLACK = 100; // lines more before the page of one who reads above its end is cut

export class ChatView extends EventTarget {
  /** @param {{scroller: HTMLElement, list: HTMLElement, me: {id: string, name: string}}} parts */
  constructor({ scroller, list, me }) {
    super();
    Object.assign(this, { scroller, list, me });
    this.rows = new Rows(list);
    this.window = 0; // changes when other pages are shown
    this.scroll = new Scroll(scroller, list);
    this.late = /** @type {any[]} */ ([]);
  }

  get live() {
    return this.scroll.live;
  }

  set live(is) {
    this.scroll.live = is;
  }

  get atEnd() {
    return this.scroll.atEnd;
  }

  /** @returns {number|null} the lowest number shown */
  get oldest() {
    return this.rows.oldest;
  }

  /** @returns {number} the highest number shown */
  get newest() {
    return this.rows.newest;
  }

  /** @param {number} seq @returns {any} the line with that number, if it is shown */
  item(seq) {
    return this.rows.items.get(seq);
  }

  /** Show other pages. @param {boolean} live whether they will reach to the end of the log */
  clear(live) {
    this.rows.clear();
    this.late = [];
    this.live = live;
    this.window += 1;
  }

  /** @param {number} seq below which nothing is to be shown */
  dropBelow(seq) {
    this.rows.drop([...this.rows.items.keys()].filter((number) => number < seq));
  }

  /** Add what has just been told. @param {any} frame @returns {boolean} whether it is new */
  add(frame) {
    if (this.rows.has(frame.seq)) return false;
    if (!this.live) {
      this.late.push(frame);
      if (this.late.length > MOST) this.late.shift();
      return true;
    }
    const stay = !this.atEnd;
    if (!this.#put(frame)) return false;
    if (stay) {
      this.#bound();
      return true;
    }
    this.#trim("top");
    this.toEnd();
    return true;
  }

  /** Put earlier lines above without moving what is read. @param {any[]} frames */
  prepend(frames) {
    const stay = this.scroll.anchor();
    for (const frame of frames) this.#put(frame);
    this.#trim("bottom");
    stay();
  }

  /** Put later lines below. @param {any[]} frames @param {boolean} more whether there are still later ones */
  append(frames, more) {
    const stay = this.scroll.anchor();
    for (const frame of frames) this.#put(frame);
    // What was told and has left the bounded store is still in the log: one page more.
    const hole = this.late.length >= MOST && this.late[0].seq > this.newest + 1;
    if (!more && !hole) {
      this.live = true;
      for (const frame of this.late.splice(0)) this.#put(frame);
    }
    this.#trim("top");
    stay();
  }

  /** Show a message that is on its way. @param {import("./outbox.js").Unsent} message */
  addPending(message) {
    const shown = { ...message, mentions: undefined, author: this.me, at: Date.now() };
    const item = messageItem(shown, this.me);
    item.dataset.pending = message.id;
    item.order = Infinity;
    this.list.append(item);
    group(item);
    this.dispatchEvent(new CustomEvent("put", { detail: item }));
    this.toEnd();
  }

  /** The element of a message on its way. @param {string} id @returns {any} */
  pending(id) {
    return this.list.querySelector(`[data-pending="${CSS.escape(id ?? "")}"]`);
  }

  /** A message was taken away. @param {number} seq */
  remove(seq) {
    const item = this.item(seq);
    if (item?.matches(".message")) emptyItem(item);
    fillQuotes(this.list, { ...item?.frame, seq, deleted: true });
  }

  toEnd() {
    this.scroll.toEnd();
  }

  /** @param {number} seq @returns {boolean} whether the line is there to be gone to */
  goTo(seq) {
    const item = this.item(seq);
    if (item) this.scroll.toItem(item);
    return Boolean(item);
  }

  /** The mark above what was not seen yet. @param {number} seq of its first line */
  divide(seq) {
    this.undivide();
    if (this.item(seq)) divideAbove(this.item(seq));
  }

  undivide() {
    this.list.querySelector(".divider")?.remove();
  }

  /** Its number is known, its place in the film not yet: the frame itself follows. @param {string} id */
  confirm(id, seq) {
    const item = this.pending(id);
    if (!item) return;
    delete item.dataset.pending;
    if (this.item(seq) || seq < (this.oldest ?? 0)) {
      item.remove();
      return;
    }
    item.provisional = true;
    this.rows.put(item, seq);
  }

  #put(frame) {
    if (this.rows.has(frame.seq)) return null;
    this.item(frame.seq)?.remove();
    const item = frame.type === "chat.system" ? noteItem(frame) : messageItem(frame, this.me);
    if (!item) return null;
    if (frame.author?.id === this.me.id) this.pending(frame.id)?.remove();
    this.rows.put(item, frame.seq);
    this.dispatchEvent(new CustomEvent("put", { detail: item }));
    return item;
  }

  /** Somebody reads above the end while words come: the end that is further from him goes. */
  #bound() {
    if (this.rows.items.size <= MOST + SLACK) return;
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    const stay = this.scroll.anchor();
    this.#trim(scrollTop > (scrollHeight - clientHeight) / 2 ? "top" : "bottom");
    stay();
  }

  /** Keep the page's length bounded; what goes can be asked for again. @param {"top"|"bottom"} end */
  #trim(end) {
    const gone = beyond([...this.rows.items.keys()], MOST, end);
    this.rows.drop(gone);
    if (gone.length && end === "bottom") this.scroll.live = this.scroll.following = false;
    if (gone.length) this.dispatchEvent(new CustomEvent("trimmed", { detail: end }));
  }
}

/** Pages of the chat: nothing that is told while a page is on its way is lost (R096, R100, I4). */
import assert from "node:assert/strict";
import { test } from "node:test";

import { History } from "../../static/js/room/chat-history.js";

/** The numbers that the chat's list would show. */
class FakeView extends EventTarget {
  scroller = new EventTarget();
  live = false;
  shown = [];
  late = [];
  window = 0;
  clear(live) {
    Object.assign(this, { shown: [], late: [], live, window: this.window + 1 });
  }
  prepend(frames) {
    this.shown.unshift(...frames);
  }
  add(frame) {
    (this.live ? this.shown : this.late).push(frame);
  }
  get newest() {
    return Math.max(0, ...this.shown.map(({ seq }) => seq));
  }
  dropBelow() {}
  item() {}
  toEnd() {}
}

/** Pages over a line that answers when it is told to. */
function scene() {
  const asked = [];
  const view = new FakeView();
  const request = (frame) => new Promise((answer) => asked.push({ frame, answer }));
  return { view, asked, history: new History(/** @type {any} */ (view), /** @type {any} */ ({ seq: 9, request })) };
}

const lines = (...numbers) => numbers.map((seq) => ({ seq }));
const settled = () => new Promise((done) => setImmediate(done));

test("R100: words told while the end of the log is fetched stand below it, once", async () => {
  const { view, asked, history } = scene();
  view.add({ seq: 9 }); // long before
  const gone = history.latest();
  view.add({ seq: 10 });
  view.add({ seq: 11 });
  asked[0].answer({ messages: lines(7, 8, 9, 10), more: true });
  await gone;
  assert.deepEqual(view.shown, lines(7, 8, 9, 10, 11));
});

test("I4: after a past was restored no quote shows words of the one that is gone", async () => {
  globalThis.document = /** @type {any} */ ({ createElement: () => ({ append() {} }) });
  const { view, asked, history } = scene();
  const item = { frame: { reply_to: 4 }, querySelectorAll: () => [] };
  view.list = item;
  const put = () => view.dispatchEvent(new CustomEvent("put", { detail: item }));
  put();
  asked[0].answer({ messages: [{ seq: 4, text: "прежние слова", author: { name: "Аня" } }] });
  await settled();
  put();
  assert.equal(asked.length, 1, "known by now");
  history.fill();
  put();
  assert.deepEqual(asked.map(({ frame }) => frame.before), [5, 10, 5], "asked anew");
  delete (/** @type {any} */ (globalThis).document);
});

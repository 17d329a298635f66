/** Parts of the talk that need no page: which lines go, whose words wait, what is read aloud. */
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { Aloud } from "../../static/js/room/chat-aloud.js";
import { OwnWords } from "../../static/js/room/chat-own.js";
import { beyond } from "../../static/js/room/chat-rows.js";
import { Refused } from "../../static/js/room/requests.js";

afterEach(() => {
  delete (/** @type {any} */ (globalThis).document);
});

test("a page that grows too long loses lines at the end where nobody reads", () => {
  const numbers = [5, 3, 11, 2];
  assert.deepEqual(beyond(numbers, 4, "top"), []);
  assert.deepEqual(beyond(numbers, 2, "top"), [2, 3]);
  assert.deepEqual(beyond(numbers, 2, "bottom"), [5, 11]);
});

test("news is read aloud, history is not, and the region does not grow", () => {
  const children = [];
  const said = {
    children,
    append: (line) => children.push({ ...line, remove: () => children.shift() }),
    get firstElementChild() {
      return children[0];
    },
  };
  globalThis.document = /** @type {any} */ ({ createElement: () => ({}) });
  const aloud = new Aloud(/** @type {any} */ (said), () => 60_000);
  aloud.say(40_000, "давно");
  aloud.say(60_000, "");
  assert.equal(children.length, 0);
  for (let n = 0; n < 12; n += 1) aloud.say(59_000, `строка ${n}`);
  assert.deepEqual([children.length, children[0].textContent], [8, "строка 4"]);
});

/** Own words over a room that answers as told; `log` says what was shown. */
function own(answer, { slowMode = 0, live = true } = {}) {
  const log = [];
  const kept = [];
  const note = (name) => (...facts) => log.push([name, ...facts]);
  const view = {
    live,
    pending: () => null,
    addPending: ({ text }) => log.push(["shown", text]),
    undivide: note("undivided"),
    confirm: (_id, seq) => log.push(["confirmed", seq]),
  };
  const outbox = {
    messages: kept,
    find: (id) => kept.find((message) => message.id === id),
    add: (message) => kept.push(message),
    remove: () => kept.shift(),
    change: (_id, change) => Object.assign(kept[0], change),
    get next() {
      return kept.find(({ failed }) => failed === undefined);
    },
  };
  const history = { latest: async () => note("latest")() };
  const parts = { view, outbox, history, composer: { rest: note("rest") }, typing: { mineWent() {} } };
  const people = () => [{ id: "a", name: "Аня" }];
  const words = new OwnWords(/** @type {any} */ ({ ...parts, me: {}, people }), answer);
  words.slowMode = slowMode;
  return { words, log, kept };
}

const settled = () => new Promise((done) => setTimeout(done));

test("one's words stand at the end at once, and are confirmed by their number", async () => {
  const { words, log } = own(async () => ({ seq: 7 }), { live: false });
  await words.send({ text: "Привет" });
  await settled();
  assert.deepEqual(log, [["latest"], ["undivided"], ["shown", "Привет"], ["confirmed", 7]]);
});

test("R096: words sent from far above are kept while the way to the end is asked", async () => {
  const { words, kept, log } = own(async () => ({ seq: 7 }), { live: false });
  let answer;
  words.history.latest = () => new Promise((done) => (answer = done));
  const sending = words.send({ text: "Привет" });
  assert.deepEqual(kept.map(({ text }) => text), ["Привет"], "a reload now would find them");
  answer();
  await sending;
  await settled();
  assert.deepEqual([kept.length, log.at(-1)], [0, ["confirmed", 7]]);
});

test("who is named is told with the message", async () => {
  const asked = [];
  const { words } = own(async (frame) => {
    asked.push(frame);
    return { seq: 1 };
  });
  await words.send({ text: "@Аня, смотри" });
  await settled();
  assert.deepEqual(asked[0].mentions, ["a"]);
});

test("slow mode makes the next message wait, for those it holds", async () => {
  const { words, log } = own(async () => ({ seq: 7 }), { slowMode: 10 });
  await words.send({ text: "раз" });
  await settled();
  assert.deepEqual(log.at(-1), ["rest", 10]);
});

test("refused words stay until their author decides", async () => {
  const { words, kept } = own(async () => {
    throw new Refused({ code: "forbidden", detail: "нельзя" });
  });
  await words.send({ text: "раз" });
  await settled();
  assert.equal(kept[0].failed, "нельзя");
});

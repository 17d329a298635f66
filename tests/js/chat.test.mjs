/** Words of the chat that are kept, and words that the page finds for what happened (R096, R098). */
import assert from "node:assert/strict";
import { test } from "node:test";

import { stateOf } from "../../static/js/room/badge.js";
import { systemLine } from "../../static/js/room/chat-lines.js";
import { Delivery } from "../../static/js/room/chat-delivery.js";
import { candidates } from "../../static/js/room/chat-mentions.js";
import { linksIn, namedIn, partsOf } from "../../static/js/room/chat-text.js";
import { typingLine } from "../../static/js/room/chat-typing.js";
import { Outbox } from "../../static/js/room/outbox.js";
import { newId, Refused } from "../../static/js/room/requests.js";
import { clockText, interpolate } from "../../static/js/room/words.js";

class FakeStorage extends Map {
  getItem = (key) => this.get(key) ?? null;
  setItem = (key, value) => this.set(key, value);
  removeItem = (key) => this.delete(key);
}

test("unsent messages survive a reload, in their order, until they are answered", () => {
  const storage = new FakeStorage();
  const before = new Outbox("room", "me", storage);
  before.add({ id: "1", text: "раз" });
  before.add({ id: "2", text: "два" });
  const after = new Outbox("room", "me", storage);
  after.remove("1");
  assert.deepEqual(after.messages, [{ id: "2", text: "два" }]);
  after.remove("2");
  assert.equal(storage.size, 0);
});

test("R096: a store that takes nothing holds no words back: they go from the page", async () => {
  const shut = Object.assign(new FakeStorage(), {
    setItem() {
      throw new DOMException("full", "QuotaExceededError");
    },
  });
  const outbox = new Outbox("room", "me", shut);
  outbox.draft = "недопис";
  outbox.add({ id: "1", text: "раз" });
  outbox.add({ id: "2", text: "два" });
  assert.equal(outbox.next.text, "раз");
  outbox.remove("1");
  assert.deepEqual(outbox.messages, [{ id: "2", text: "два" }]);
});

test("an unfinished text survives a reload, in its own room only", () => {
  const storage = new FakeStorage();
  new Outbox("room", "me", storage).draft = "недопис";
  assert.equal(new Outbox("room", "me", storage).draft, "недопис");
  assert.equal(new Outbox("other", "me", storage).draft, "");
});

test("R096: words wait under the room's new link too, and no more under the old one", () => {
  const storage = new FakeStorage();
  const outbox = new Outbox("old", "me", storage);
  outbox.draft = "недопис";
  outbox.add({ id: "1", text: "раз" });
  outbox.moveTo("new");
  const after = new Outbox("new", "me", storage);
  assert.deepEqual([after.draft, after.messages], ["недопис", [{ id: "1", text: "раз" }]]);
  assert.equal(storage.size, 2);
});

test("another person in the same tab finds nobody's words", () => {
  const storage = new FakeStorage();
  new Outbox("room", "anya", storage).draft = "тайна";
  assert.equal(new Outbox("room", "petr", storage).draft, "");
});

/** A room that answers as told, and a delivery that waits for nobody. */
function delivery(answer, kept = []) {
  const outbox = new Outbox("room", "me", new FakeStorage());
  for (const message of kept) outbox.add(message);
  const log = [];
  const told = {
    sent: (id, seq) => log.push(["sent", id, seq]),
    held: (id, seconds) => log.push(["held", id, seconds]),
    failed: (id, why, now) => log.push(["failed", id, why, now]),
  };
  const request = async (frame, { id }) => answer({ ...frame, id });
  const sending = new Delivery(outbox, request, told, async () => {});
  const send = (message) => {
    outbox.add(message);
    sending.run();
  };
  return { outbox, log, delivery: sending, send };
}

const nack = (code, retryAfter) => new Refused({ code, detail: code, retry_after: retryAfter });

test("A12: a flood that is held back arrives in the order in which it was written", async () => {
  const room = [];
  let pace = 0;
  const answer = ({ text }) => {
    pace = (pace + 1) % 4;
    if (pace === 0) throw nack("rate_limited", 1.5);
    return { seq: room.push(text) };
  };
  const words = Array.from({ length: 20 }, (_, n) => ({ id: `${n}`, text: `${n}` }));
  const { delivery: sending, outbox } = delivery(answer, words);
  await sending.run();
  assert.deepEqual(room, words.map(({ text }) => text));
  assert.deepEqual(outbox.messages, []);
});

test("A35: what is unanswered after a reload is sent again under the same ids, with all it has", async () => {
  const heard = [];
  const kept = [
    { id: "a", text: "раз", reply_to: 4 },
    { id: "b", text: "два", mentions: ["u"] },
  ];
  const { delivery: sending } = delivery((frame) => ({ seq: heard.push(frame) }), kept);
  await sending.run();
  assert.deepEqual(heard, [
    { type: "chat.send", text: "раз", reply_to: 4, id: "a" },
    { type: "chat.send", text: "два", mentions: ["u"], id: "b" },
  ]);
});

test("one refused message does not hold up the next, and may be tried again", async () => {
  let open = false;
  const said = [];
  const answer = ({ text }) => {
    if (text === "плохое" && !open) throw nack("forbidden");
    return { seq: said.push(text) };
  };
  const { delivery: sending, send, outbox, log } = delivery(answer);
  send({ id: "1", text: "плохое" });
  send({ id: "2", text: "доброе" });
  await new Promise(setImmediate);
  assert.deepEqual(said, ["доброе"]);
  assert.deepEqual(outbox.messages, [{ id: "1", text: "плохое", failed: "forbidden" }]);
  assert.deepEqual(log[0], ["failed", "1", "forbidden", "1"]);
  open = true;
  sending.retry("1");
  await new Promise(setImmediate);
  assert.deepEqual(said, ["доброе", "плохое"]);
  assert.deepEqual(outbox.messages, []);
});

test("A35: words whose id the room knows with other words get an id of their own", async () => {
  const { send, outbox, log } = delivery(() => {
    throw nack("conflict");
  });
  send({ id: "1", text: "раз" });
  await new Promise(setImmediate);
  const [kept] = outbox.messages;
  assert.notEqual(kept.id, "1");
  assert.deepEqual(log[0], ["failed", "1", "conflict", kept.id]);
});

test("a line that ends for good keeps the words", async () => {
  const { send, outbox } = delivery(() => {
    throw new Error("nobody answers");
  });
  send({ id: "1", text: "раз" });
  await new Promise(setImmediate);
  assert.equal(outbox.next.id, "1");
});

const linked = (text) => linksIn(text).map(({ text: shown, href }) => [shown, href]);

test("A10: only addresses of the web become links", () => {
  for (const text of [
    "javascript:alert(1)", "data:text/html,<b>", "ftp://a.b/c", "vbscript:x", "//evil.example", "http://",
    "https://user:secret@bank.example/", "https://a\u202egro.example/", "https://a\u200b.example",
  ]) {
    assert.deepEqual(linked(text), [], text);
  }
  assert.deepEqual(linked("https://kino.example/a?b=1#c"), [
    ["https://kino.example/a?b=1#c", "https://kino.example/a?b=1#c"],
  ]);
});

test("a link ends where the sentence goes on", () => {
  const ends = {
    "(см. https://a.example/b)": "https://a.example/b",
    "https://a.example/b_(c), да": "https://a.example/b_(c)",
    "«https://a.example/b»": "https://a.example/b",
    "https://a.example/b…": "https://a.example/b",
    "https://a.example/b?!": "https://a.example/b",
    "<https://a.example/b>": "https://a.example/b",
  };
  for (const [text, address] of Object.entries(ends)) assert.equal(linksIn(text)[0].text, address, text);
});

test("A10: a host that imitates another shows its true name; one in its own letters stays", () => {
  assert.deepEqual(linked("https://аpple.com/x"), [["https://xn--pple-43d.com/x", "https://xn--pple-43d.com/x"]]);
  assert.equal(linked("https://кино.рф/афиша")[0][0], "https://кино.рф/афиша");
  assert.equal(linked("https://a.example/%D0%9B%D1%83%D0%BD%D0%B0")[0][0], "https://a.example/Луна");
  for (const hidden of ["https://a.example/%E2%80%AEx", "https://a.example/%20x", "https://a.example/%"]) {
    assert.equal(linked(hidden)[0][0], hidden);
  }
});

test("names behind an @ are marked, the longer one first, and nobody else's", () => {
  const people = [{ id: "1", name: "Аня" }, { id: "2", name: "Аня Б." }, { id: "3", name: ".*" }, { id: "4", name: "Анна-Мария" }];
  const marked = (text) => partsOf(text, people).filter(({ mention }) => mention);
  assert.deepEqual(marked("@Аня Б. и @Аня, и @Анята"), [
    { text: "@Аня Б.", mention: "2" },
    { text: "@Аня", mention: "1" },
  ]);
  assert.deepEqual(marked("@.* @xx"), [{ text: "@.*", mention: "3" }]);
  assert.deepEqual(marked("@Анна-Мария"), [{ text: "@Анна-Мария", mention: "4" }]);
  assert.equal(partsOf("a@Аня https://x.example/@Аня", people).filter(({ href }) => href).length, 1);
  assert.deepEqual(namedIn("эй @Аня", people), [people[0]]);
  assert.deepEqual(partsOf("просто слова"), [{ text: "просто слова" }]);
});

test("a text is cut into parts and nothing of it is lost", () => {
  const text = "@Аня, смотри https://a.example/b. И @Аня ещё";
  assert.equal(partsOf(text, [{ id: "1", name: "Аня" }]).map((part) => part.text).join(""), text);
});

test("whoever is being named is offered", () => {
  const people = [{ id: "1", name: "Аня" }, { id: "2", name: "Пётр Анин" }, { id: "3", name: "Ольга" }];
  const names = (text) => candidates(text, people).people.map(({ name }) => name);
  assert.deepEqual(names("@"), ["Аня", "Пётр Анин", "Ольга"]);
  assert.deepEqual(names("привет, @ан"), ["Аня", "Пётр Анин"]);
  assert.deepEqual(names("@Пётр А"), ["Пётр Анин"]);
  assert.deepEqual(names("почта@ан"), []);
  assert.deepEqual(names("@Аня "), []);
  assert.equal(candidates("эй @о", people).from, 3);
});

test("A43: who writes is told by name while there are few", () => {
  assert.equal(typingLine([]), "");
  assert.equal(typingLine(["Аня"]), "Аня печатает…");
  assert.equal(typingLine(["Аня", "Пётр"]), "Аня и Пётр печатают…");
  assert.equal(typingLine(["Аня", "Пётр", "Оля"]), "Несколько человек печатают…");
  const long = "Константин Александрович Вознесенский-Преображенский";
  assert.equal(typingLine([long]), "Константин Александрович… печатает…", "the line has room for what he does");
});

test("what of the settings concerns the chat is said by name", () => {
  const say = (settings) => systemLine({ event: "settings", by: { name: "Аня" }, settings });
  assert.equal(say({ changed: ["slow_mode"], slow_mode: 30 }), "Аня просит писать не чаще раза в 30 с");
  assert.equal(say({ changed: ["chat_enabled"], chat_enabled: false }), "Аня выключает чат");
  assert.equal(say({ changed: ["access"] }), "Аня меняет настройки комнаты");
});

test("a broken store is an empty one", () => {
  const storage = new FakeStorage([["kino-outbox-room-me", "{"]]);
  assert.deepEqual(new Outbox("room", "me", storage).messages, []);
});

test("each thing that happens has its sentence", () => {
  const by = { id: "1", name: "Аня" };
  const say = (fields) => systemLine({ by, ...fields });
  assert.equal(say({ event: "paused", position: 65 }), "Аня ставит на паузу на 1:05");
  assert.equal(say({ event: "joined" }), "Аня входит");
  assert.equal(systemLine({ event: "closed", by: null }), "Вечер окончен. Спасибо, что были вместе!");
  assert.equal(systemLine({ event: "closed", by: null, reason: "ended" }), "Фильм закончился. Спасибо, что были вместе!");
  assert.match(systemLine({ event: "closed", by: { name: "Аня" }, reason: "host" }), /^Аня закрывает комнату/);
  assert.equal(say({ event: "something of tomorrow" }), "");
});

test("a name cannot smuggle a place into a sentence", () => {
  assert.equal(systemLine({ event: "joined", by: { name: "%(time)s" } }), "%(time)s входит");
  assert.equal(interpolate("%(a)s", {}), "");
});

test("times read like times", () => {
  assert.deepEqual([0, 5.9, 65, 3723].map(clockText), ["0:00", "0:05", "1:05", "1:02:03"]);
});

test("ids are the room's to accept and nobody else's", () => {
  const ids = new Set(Array.from({ length: 100 }, newId));
  assert.equal(ids.size, 100);
  for (const id of ids) assert.match(id, /^[0-9a-f]{32}$/);
});

test("the badge says what a viewer should know", () => {
  const fine = { online: true, ready: true, busy: false, blocked: false, phase: "playing", sure: true, drift: 3 };
  assert.equal(stateOf(fine), "in-step");
  assert.equal(stateOf({ ...fine, drift: -80 }), "catching-up");
  assert.equal(stateOf({ ...fine, drift: -80, phase: "paused" }), "in-step");
  assert.equal(stateOf({ ...fine, sure: false }, "loading"), "catching-up");
  assert.equal(stateOf({ ...fine, sure: false }, "in-step"), "in-step");
  assert.equal(stateOf({ ...fine, busy: true }), "loading");
  assert.equal(stateOf({ ...fine, blocked: true }), "silent");
  assert.equal(stateOf({ ...fine, online: false, busy: true }), "offline");
});

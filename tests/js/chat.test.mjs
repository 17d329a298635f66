/** Words of the chat that are kept, and words that the page finds for what happened (R096, R098). */
import assert from "node:assert/strict";
import { test } from "node:test";

import { stateOf } from "../../static/js/room/badge.js";
import { systemLine } from "../../static/js/room/chat-lines.js";
import { Outbox } from "../../static/js/room/outbox.js";
import { newId } from "../../static/js/room/requests.js";
import { clockText, interpolate } from "../../static/js/room/words.js";

class FakeStorage extends Map {
  getItem = (key) => this.get(key) ?? null;
  setItem = (key, value) => this.set(key, value);
  removeItem = (key) => this.delete(key);
}

test("unsent messages survive a reload, in their order, until they are answered", () => {
  const storage = new FakeStorage();
  const before = new Outbox("room", storage);
  before.add({ id: "1", text: "раз" });
  before.add({ id: "2", text: "два" });
  const after = new Outbox("room", storage);
  after.remove("1");
  assert.deepEqual(after.messages, [{ id: "2", text: "два" }]);
  after.remove("2");
  assert.equal(storage.size, 0);
});

test("an unfinished text survives a reload, in its own room only", () => {
  const storage = new FakeStorage();
  new Outbox("room", storage).draft = "недопис";
  assert.equal(new Outbox("room", storage).draft, "недопис");
  assert.equal(new Outbox("other", storage).draft, "");
});

test("a broken store is an empty one", () => {
  const storage = new FakeStorage([["kino-outbox-room", "{"]]);
  assert.deepEqual(new Outbox("room", storage).messages, []);
});

test("each thing that happens has its sentence", () => {
  const by = { id: "1", name: "Аня" };
  const say = (fields) => systemLine({ by, ...fields });
  assert.equal(say({ event: "paused", position: 65 }), "Аня ставит на паузу на 1:05");
  assert.equal(say({ event: "joined" }), "Аня входит");
  assert.equal(systemLine({ event: "closed", by: null }), "Вечер окончен. Спасибо, что были вместе!");
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

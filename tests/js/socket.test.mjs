/** A line that comes back by itself and loses nothing (R089, R096). */
import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { Refused, Unanswered } from "../../static/js/room/requests.js";
import { backOff, RoomSocket } from "../../static/js/room/socket.js";

class FakeSocket {
  static all = [];
  sent = [];
  constructor(address) {
    this.address = address;
    FakeSocket.all.push(this);
  }
  send(text) {
    this.sent.push(JSON.parse(text));
  }
  close() {
    this.closed = true;
  }
  say(frame) {
    this.onmessage({ data: JSON.stringify(frame) });
  }
}

const welcome = (seq = 10, epoch = "a") => ({ type: "welcome", seq, epoch });

/** A connected line; `last()` is the newest socket under it. */
function line() {
  mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  FakeSocket.all = [];
  const room = new RoomSocket("ws://room/", FakeSocket);
  const heard = [];
  const states = [];
  room.addEventListener("frame", ({ detail }) => heard.push(detail));
  room.addEventListener("state", ({ detail }) => states.push(detail));
  room.connect();
  const last = () => FakeSocket.all.at(-1);
  return { room, heard, states, last };
}

const check = (name, body) =>
  test(name, async () => {
    try {
      await body(line());
    } finally {
      mock.timers.reset();
    }
  });

check("frames in a row are counted and passed on", ({ room, heard, last }) => {
  last().say(welcome(10));
  last().say({ type: "playback", seq: 12, prev: 10 });
  assert.equal(room.seq, 12);
  assert.deepEqual(heard.map(({ type }) => type), ["welcome", "playback"]);
});

check("a gap is asked for once, and closed by what comes", ({ room, last }) => {
  last().say(welcome(10));
  last().say({ type: "playback", seq: 14, prev: 13 });
  last().say({ type: "playback", seq: 15, prev: 14 });
  assert.deepEqual(last().sent, [{ type: "sync", after: 10 }]);
  assert.equal(room.seq, 10, "nothing is taken for seen that was not");
  for (const [prev, seq] of [[10, 13], [13, 14], [14, 15]]) last().say({ type: "playback", seq, prev });
  assert.equal(room.seq, 15);
});

check("what is not in the log does not count", ({ room, last }) => {
  last().say(welcome(10));
  last().say({ type: "presence", seq: 17, event: "buffering" });
  assert.equal(room.seq, 10);
});

check("the end of a sync says up to where all is seen", ({ room, last }) => {
  last().say(welcome(10));
  last().say({ type: "synced", seq: 16 });
  assert.equal(room.seq, 16);
});

check("a request is settled by its ack", async ({ room, last }) => {
  last().say(welcome());
  const answer = room.request({ type: "chat.send", text: "привет" }, { id: "one" });
  assert.deepEqual(last().sent, [{ type: "chat.send", text: "привет", id: "one" }]);
  last().say({ type: "ack", id: "one", seq: 11 });
  assert.equal((await answer).seq, 11);
});

check("a refusal carries its code and its patience", async ({ room, last }) => {
  last().say(welcome());
  const answer = room.request({ type: "chat.send" }, { id: "one" });
  last().say({ type: "nack", id: "one", code: "rate_limited", detail: "рано", retry_after: 2 });
  await assert.rejects(answer, (error) => {
    assert.ok(error instanceof Refused);
    assert.deepEqual([error.code, error.message, error.retryAfter], ["rate_limited", "рано", 2]);
    return true;
  });
});

check("what was unanswered goes out again, under the same id, after a reconnect", async ({ room, last, states }) => {
  last().say(welcome());
  const answer = room.request({ type: "chat.send", text: "раз" }, { id: "one" });
  last().onclose({ code: 1006 });
  assert.equal(room.state, "waiting");
  mock.timers.tick(400);
  last().say(welcome(12));
  assert.deepEqual(last().sent, [
    { type: "sync", after: 10 },
    { type: "chat.send", text: "раз", id: "one" },
  ]);
  last().say({ type: "ack", id: "one", seq: 11 });
  assert.equal((await answer).seq, 11);
  assert.deepEqual(states, ["open", "waiting", "connecting", "open"]);
});

check("a request asked without a line waits for it", ({ room, last }) => {
  room.request({ type: "chat.send", text: "раз" }, { id: "one" }).catch(() => {});
  assert.deepEqual(last().sent, []);
  last().say(welcome());
  assert.equal(last().sent[0].id, "one");
});

check("a command is not kept for longer than it makes sense", async ({ room, last }) => {
  last().say(welcome());
  const answer = room.request({ type: "playback.command" }, { id: "one", lifetime: 5000 });
  last().onclose({ code: 1006 });
  mock.timers.tick(5000);
  await assert.rejects(answer, Unanswered);
  last().say(welcome());
  assert.ok(last().sent.every(({ type }) => type !== "playback.command"));
});

check("another epoch, or a second welcome, means: forget all", ({ room, heard, last }) => {
  last().say(welcome(10, "a"));
  last().onclose({ code: 1012 });
  mock.timers.tick(400);
  last().say(welcome(3, "b"));
  assert.deepEqual([heard.at(-1).afresh, room.seq], [true, 3]);
  last().say(welcome(900, "b"));
  assert.deepEqual([heard.at(-1).afresh, room.seq], [true, 900]);
});

for (const code of [4401, 4403, 4410]) {
  check(`close code ${code} is final`, ({ room, last }) => {
    const ends = [];
    room.addEventListener("end", ({ detail }) => ends.push(detail));
    last().say(welcome());
    last().onclose({ code });
    mock.timers.tick(60_000);
    assert.deepEqual([ends, room.state, FakeSocket.all.length], [[code], "ended", 1]);
  });
}

check("a line that nobody greets is given up for another", ({ room, last }) => {
  const first = last();
  mock.timers.tick(10_000);
  assert.ok(first.closed);
  assert.equal(room.state, "waiting");
  mock.timers.tick(400);
  last().say(welcome(10));
  assert.equal(room.state, "open");
});

check("refusals are counted, so that somebody may ask why", ({ room, last }) => {
  const refusals = [];
  room.addEventListener("refused", ({ detail }) => refusals.push(detail));
  last().onclose({ code: 1006 });
  mock.timers.tick(8000);
  last().onclose({ code: 1006 });
  assert.deepEqual(refusals, [1, 2]);
});

check("every 15 seconds it asks whether something was missed", ({ last }) => {
  last().say(welcome(10));
  mock.timers.tick(15_000);
  assert.deepEqual(last().sent, [{ type: "sync", after: 10 }]);
});

check("a line that answers no question is given up for another (F22)", ({ room, last }) => {
  last().say(welcome(10));
  const first = last();
  mock.timers.tick(15_000);
  first.say({ type: "synced", seq: 10 });
  mock.timers.tick(15_000);
  assert.equal(last(), first, "it answered");
  mock.timers.tick(15_000);
  assert.ok(first.closed);
  last().say(welcome(12));
  assert.equal(room.state, "open");
  assert.deepEqual(last().sent, [{ type: "sync", after: 10 }]);
});

check("frames of a line that was given up are not heard", ({ room, heard, last }) => {
  last().say(welcome());
  const old = last();
  room.reconnect();
  old.say({ type: "playback", seq: 99, prev: 10 });
  assert.equal(heard.length, 1);
  assert.ok(old.closed);
});

test("the wait doubles, has a ceiling and is spread", () => {
  assert.equal(backOff(0, 1), 300);
  assert.equal(backOff(2, 1), 1200);
  assert.equal(backOff(30, 1), 8000);
  assert.equal(backOff(0, 0), 150);
});

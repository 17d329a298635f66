/** A wish shows at once, settles with the room's word, and each wish by itself (R081–R083, R087). */
import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { Remote } from "../../static/js/room/remote.js";
import { Refused, Unanswered } from "../../static/js/room/requests.js";

class FakePlayer extends EventTarget {
  anchor = { version: 5, rate: 1 };
  phase = "paused";
  duration = 100;
  wanted = 20;
  take(fields, phase) {
    this.anchor = { ...this.anchor, ...fields };
    this.phase = phase ?? this.phase;
    this.dispatchEvent(new Event("change"));
  }
}

function scene() {
  mock.timers.enable({ apis: ["setTimeout"] });
  const player = new FakePlayer();
  const asked = [];
  const socket = {
    syncs: 0,
    sync: () => (socket.syncs += 1),
    request: (frame) => new Promise((ack, nack) => asked.push({ frame, ack, nack })),
  };
  const remote = new Remote(socket, player);
  const refused = [];
  remote.addEventListener("refused", ({ detail }) => refused.push(detail));
  return { player, remote, asked, socket, refused };
}

const settled = () => new Promise((done) => setImmediate(done));
const stale = () => new Refused({ code: "stale", detail: "поздно" });

const check = (name, body) =>
  test(name, async () => {
    try {
      await body(scene());
    } finally {
      mock.timers.reset();
    }
  });

check("a click is pending until the state that it made has come", async ({ player, remote, asked }) => {
  remote.toggle();
  assert.equal(remote.motion, "play");
  assert.deepEqual(asked[0].frame, { type: "playback.command", action: "play", version: 5 });
  asked[0].ack({ version: 6 });
  await settled();
  assert.equal(remote.motion, "play", "an ack alone moves nothing");
  player.take({ version: 6 }, "scheduled");
  assert.equal(remote.motion, null);
});

check("a state that comes before its ack settles too", async ({ player, remote, asked }) => {
  remote.toggle();
  player.take({ version: 6 }, "scheduled");
  asked[0].ack({ version: 6 });
  await settled();
  assert.equal(remote.motion, null);
});

check("a refusal takes the wish back and is told", async ({ remote, asked, refused }) => {
  remote.setRate(1.5);
  assert.equal(remote.speed, 1.5);
  asked[0].nack(new Refused({ code: "forbidden", detail: "нельзя" }));
  await settled();
  assert.deepEqual([remote.speed, refused[0].message], [null, "нельзя"]);
});

check("no answer takes the wish back and is told", async ({ remote, asked, refused }) => {
  remote.seek(500);
  assert.equal(remote.target, 100, "inside the film");
  asked[0].nack(new Unanswered("x"));
  await settled();
  assert.ok(refused[0] instanceof Unanswered);
  assert.equal(remote.target, null);
});

check("wishes about different things settle by themselves", async ({ player, remote, asked }) => {
  remote.seek(40);
  remote.toggle();
  asked[0].ack({ version: 6 });
  await settled();
  player.take({ version: 6 });
  assert.deepEqual([remote.target, remote.motion], [null, "play"]);
});

check("pressed again before the answer it asks for the other", ({ remote, asked }) => {
  remote.toggle();
  remote.toggle();
  assert.deepEqual(asked.map(({ frame }) => frame.action), ["play", "pause"]);
  assert.equal(remote.motion, "pause");
});

check("who pressed at the same time wanted the same: nobody is told off", async ({ player, remote, asked, refused }) => {
  remote.toggle();
  player.take({ version: 6 }, "playing");
  asked[0].nack(stale());
  await settled();
  assert.deepEqual([asked.length, refused.length, remote.motion], [1, 0, null]);
});

check("a pause that met a seek is asked for again", async ({ player, remote, asked, refused }) => {
  player.take({}, "playing");
  remote.toggle();
  asked[0].nack(stale());
  await settled();
  assert.equal(asked.length, 1, "the other's state is not here yet");
  player.take({ version: 6 }, "playing");
  assert.deepEqual(asked[1].frame, { type: "playback.command", action: "pause", version: 6 });
  asked[1].ack({ version: 7 });
  await settled();
  player.take({ version: 7 }, "paused");
  assert.deepEqual([asked.length, refused.length, remote.motion], [2, 0, null]);
});

check("a pause that meets the gate's stop and going on comes through; a lost one is told", async ({ player, remote, asked, refused }) => {
  player.take({}, "playing");
  remote.toggle();
  for (const [tries, phase] of ["waiting", "playing", "playing"].entries()) {
    assert.equal(asked.length, tries + 1);
    assert.equal(remote.motion, "pause");
    asked[tries].nack(stale());
    await settled();
    player.take({ version: 6 + tries }, phase);
  }
  assert.equal(asked.length, 3, "not for ever");
  assert.deepEqual([refused.length, remote.motion], [1, null]);
});

check("presses of an arrow gather to one seek", ({ remote, asked }) => {
  for (let i = 0; i < 3; i += 1) remote.seekBy(10);
  assert.equal(remote.target, 50);
  mock.timers.tick(200);
  assert.deepEqual(asked.map(({ frame }) => frame.position), [50]);
});

check("F32: seeks of a slider leave 220 ms between them, and the last place is asked for", async ({ remote, asked }) => {
  let ms = 10_000;
  const clock = mock.method(performance, "now", () => ms);
  const pass = (span) => {
    ms += span;
    mock.timers.tick(span);
  };
  try {
    const places = [];
    for (let place = 1; place <= 20; place += 1) {
      remote.seek(place);
      assert.equal(remote.target, place, "what is pressed shows at once");
      pass(50);
    }
    pass(220);
    for (const { frame } of asked) places.push(frame.position);
    assert.deepEqual([places[0], places.at(-1)], [1, 20]);
    assert.ok(places.length <= 6, `${places.length} in 1.2 s`);
    pass(1000);
    remote.seek(50);
    assert.equal(asked.at(-1).frame.position, 50, "after a rest at once");
  } finally {
    clock.mock.restore();
  }
});

check("keys that say what they want do nothing when it is so", ({ player, remote, asked }) => {
  remote.pause();
  player.take({}, "playing");
  remote.play();
  remote.setRate(1);
  assert.equal(asked.length, 0);
});

check("an ack whose state was lost on the way is asked after", async ({ remote, asked, socket }) => {
  remote.toggle();
  asked[0].ack({ version: 6 });
  await settled();
  mock.timers.tick(1000);
  assert.equal(socket.syncs, 1);
});

check("a pause whose rival state comes too late is told, not asked for again", async ({ player, remote, asked, socket, refused }) => {
  let ms = 0;
  const clock = mock.method(performance, "now", () => ms);
  try {
    player.take({}, "playing");
    remote.toggle();
    asked[0].nack(stale());
    await settled();
    mock.timers.tick(1000);
    assert.equal(socket.syncs, 1, "the state that came between is asked for");
    ms = 12_000;
    player.take({ version: 6 }, "playing");
    assert.deepEqual([asked.length, refused.length], [1, 1], "the film is not stopped out of a clear sky");
  } finally {
    clock.mock.restore();
  }
});

check("R088: a wish that a restored past has swallowed is pending no more", async ({ player, remote, asked }) => {
  remote.toggle();
  asked[0].ack({ version: 6 });
  await settled();
  remote.seek(40);
  player.take({ version: 2 }, "paused");
  assert.equal(remote.motion, "play");
  remote.forget();
  assert.deepEqual([remote.motion, remote.target], [null, 40], "what has no answer yet is still asked for");
});

/** The element follows the anchor and nothing else (R076, R081–R083, R087). */
import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { Clock } from "../../static/js/room/clock.js";
import { Player } from "../../static/js/room/player.js";
import { Starter } from "../../static/js/room/starter.js";

/** A video element on a simulated clock. */
class FakeVideo extends EventTarget {
  paused = true;
  muted = false;
  seeking = false;
  ended = false;
  readyState = 4;
  duration = 120;
  buffered = { length: 1, start: () => 0, end: () => 121 };
  allowed = "sound";
  seeks = [];
  #place = 0;
  #since = 0;
  #rate = 1;
  constructor(now) {
    super();
    this.now = now;
  }
  get currentTime() {
    return this.#place + (this.paused ? 0 : ((this.now() - this.#since) / 1000) * this.#rate);
  }
  set currentTime(place) {
    this.seeks.push(place);
    this.#fix(place);
  }
  get playbackRate() {
    return this.#rate;
  }
  set playbackRate(rate) {
    this.#fix(this.currentTime);
    this.#rate = rate;
  }
  async play() {
    if (this.clicked) this.allowed = "sound"; // what WebKit remembers of an element
    const refused = this.allowed === "nothing" || (this.allowed === "silence" && !this.muted);
    if (refused) throw new DOMException("no", "NotAllowedError");
    this.#fix(this.currentTime);
    this.paused = false;
  }
  pause() {
    this.#fix(this.currentTime);
    this.paused = true;
  }
  #fix(place) {
    this.#place = place;
    this.#since = this.now();
  }
}

const AHEAD = 1_000_000; // server time less local time, ms

function scene() {
  let ms = 1000;
  mock.method(performance, "now", () => ms);
  mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  const clock = new Clock(() => ms);
  clock.pong({ t0: ms, t1: ms + AHEAD, t2: ms + AHEAD }, ms);
  const video = new FakeVideo(() => ms);
  const starter = new Starter(video);
  const player = new Player(video, clock, starter, 120);
  const pass = async (span) => {
    for (let i = 0; i < span; i += 10) {
      ms += 10;
      mock.timers.tick(10);
      await null;
      await null;
    }
  };
  const anchor = (fields) => ({ version: 1, playing: false, position: 0, at: ms + AHEAD, rate: 1, ...fields });
  return { video, starter, player, pass, anchor, clock };
}

const check = (name, body) =>
  test(name, async () => {
    try {
      await body(scene());
    } finally {
      mock.timers.reset();
      mock.restoreAll();
    }
  });

check("a paused room puts the film on its frame", ({ player, video, anchor }) => {
  player.follow(anchor({ position: 42.5 }));
  assert.deepEqual([video.paused, video.currentTime], [true, 42.5]);
});

check("a start that lies ahead is kept, and not begun before", async ({ player, video, anchor, clock, pass }) => {
  player.follow(anchor({ playing: true, position: 10, at: clock.now() + 500 }));
  await pass(400);
  assert.deepEqual([video.paused, video.currentTime], [true, 10]);
  await pass(700);
  assert.equal(video.paused, false);
  assert.ok(Math.abs(video.currentTime - player.wanted) < 0.05);
});

check("a newcomer lands where the others are", async ({ player, video, anchor, clock, pass }) => {
  player.follow(anchor({ playing: true, position: 0, at: clock.now() - 60_000 }));
  await pass(500);
  assert.equal(video.paused, false);
  assert.ok(Math.abs(video.currentTime - player.wanted) < 0.1);
});

check("a pause stops at the anchor's frame", async ({ player, video, anchor, clock, pass }) => {
  player.follow(anchor({ playing: true, at: clock.now() }));
  await pass(2000);
  player.follow(anchor({ version: 2, position: 1.9 }));
  assert.deepEqual([video.paused, video.currentTime], [true, 1.9]);
});

check("an older state changes nothing", ({ player, video, anchor }) => {
  player.follow(anchor({ version: 7, position: 30 }));
  player.follow(anchor({ version: 6, position: 90 }));
  assert.equal(video.currentTime, 30);
});

check("a film that somebody else stopped goes on with the room", async ({ player, video, anchor, clock, pass }) => {
  player.follow(anchor({ playing: true, at: clock.now() }));
  await pass(500);
  video.pause(); // a headphone pulled out, a key of the keyboard
  await pass(200);
  assert.equal(video.paused, false);
});

check("being half a second off is corrected without a jump", async ({ player, video, anchor, clock, pass }) => {
  player.follow(anchor({ playing: true, at: clock.now() }));
  await pass(1000);
  video.seeks.length = 0;
  player.anchor.position += 0.1; // the element is now 100 ms behind
  await pass(5000);
  assert.deepEqual(video.seeks, []);
  assert.ok(Math.abs(video.currentTime - player.wanted) < 0.01);
});

check("a browser that refuses sound plays in step without it, until the click", async ({ player, starter, video, anchor, clock, pass }) => {
  const told = [];
  starter.addEventListener("muted", () => told.push("muted"));
  video.allowed = "silence";
  player.follow(anchor({ playing: true, at: clock.now() }));
  await pass(1000);
  assert.deepEqual([video.paused, video.muted, told], [false, true, ["muted"]]);
  starter.allow();
  assert.equal(video.muted, false);
});

check("a browser that refuses everything waits for the click", async ({ player, starter, video, anchor, clock, pass }) => {
  video.allowed = "nothing";
  player.follow(anchor({ playing: true, at: clock.now() }));
  await pass(1000);
  assert.deepEqual([video.paused, starter.blocked], [true, true]);
  video.allowed = "sound";
  starter.allow();
  await pass(200);
  assert.equal(video.paused, false);
  assert.ok(Math.abs(video.currentTime - player.wanted) < 0.2, "in step after the click");
});

check("a browser that allows only what is played within the click runs after it", async ({ player, starter, video, anchor, clock, pass }) => {
  video.allowed = "nothing";
  player.follow(anchor({ playing: true, at: clock.now() }));
  await pass(1000);
  video.clicked = true;
  starter.allow();
  video.clicked = false;
  assert.equal(video.paused, true, "it starts when the room comes by, not in the click");
  await pass(1000);
  assert.deepEqual([video.paused, starter.blocked], [false, false]);
  assert.ok(Math.abs(video.currentTime - player.wanted) < 0.05, "in step after the click");
});

check("R071, R114: for who was put out, or whose room has closed, the film stops for good", async ({ player, video, anchor, clock, pass }) => {
  player.follow(anchor({ playing: true, at: clock.now() + 400 }));
  await pass(100);
  player.end();
  await pass(2000);
  assert.deepEqual([video.paused, video.currentTime], [true, 0], "no start that was agreed is kept");
  player.follow(anchor({ version: 2, playing: true, at: clock.now() }));
  video.dispatchEvent(new Event("canplay"));
  await pass(500);
  assert.equal(video.paused, true);
});

check("at its end the film stands and does not begin anew", async ({ player, video, anchor, clock, pass }) => {
  player.follow(anchor({ playing: true, position: 119.5, at: clock.now() }));
  await pass(2000);
  assert.deepEqual([video.paused, player.phase], [true, "ended"]);
  assert.ok(120 - video.currentTime < 0.005);
});

check("a film without pictures yet is left alone", async ({ player, video, anchor, clock, pass }) => {
  video.readyState = 0;
  player.follow(anchor({ playing: true, at: clock.now() }));
  await pass(500);
  assert.deepEqual([video.paused, video.seeks], [true, []]);
});

/** What a finger on the film means, and what is news (R082, R104). */
import assert from "node:assert/strict";
import { test } from "node:test";

import { stateOf } from "../../static/js/room/badge.js";
import { Minute } from "../../static/js/room/minute.js";
import { newsOf } from "../../static/js/room/news.js";
import { sideOf, windOf } from "../../static/js/room/taps.js";
import { rateText } from "../../static/js/room/words.js";

test("two quick taps at one side wind, and each further one again", () => {
  assert.equal(windOf(null, { side: 1, at: 0 }), 0);
  assert.equal(windOf({ side: 1, at: 0 }, { side: 1, at: 250 }), 10);
  assert.equal(windOf({ side: -1, at: 0 }, { side: -1, at: 250 }), -10);
});

test("slow taps, taps in the middle and at two sides do not", () => {
  assert.equal(windOf({ side: 1, at: 0 }, { side: 1, at: 400 }), 0);
  assert.ok(windOf({ side: 0, at: 0 }, { side: 0, at: 100 }) === 0);
  assert.equal(windOf({ side: -1, at: 0 }, { side: 1, at: 100 }), 0);
  assert.deepEqual([0.1, 0.5, 0.9].map(sideOf), [-1, 0, 1]);
});

const by = { id: "a", name: "Аня" };

test("who played, wound and changed the rate is news, with the place", () => {
  const frame = { type: "playback", by, action: "seek", position: 754, rate: 1, at: 5 };
  assert.deepEqual(newsOf(frame), { event: "wound", by, position: 754, rate: 1, at: 5 });
});

test("who came and went is news, who loads is not", () => {
  const member = { user: by };
  assert.deepEqual(newsOf({ type: "presence", event: "joined", prev: 4, member }), { event: "joined", by });
  assert.equal(newsOf({ type: "presence", event: "buffering", member }), null);
});

test("what the room does by itself is no news of a person", () => {
  assert.equal(newsOf({ type: "playback", by: null, action: "wait", at: 5 }), null);
  assert.equal(newsOf({ type: "synced", seq: 4 }), null);
});

test("a rate is written as the page's language writes numbers", () => {
  assert.equal(rateText(1.25), "1,25×");
  assert.equal(rateText(1), "1×");
});

test("the last minute knows its worst of twenty and forgets what is older", () => {
  const minute = new Minute();
  assert.equal(minute.p95, null);
  for (let i = 0; i < 100; i += 1) minute.note(i < 94 ? 1 : -9, i * 100);
  assert.equal(minute.p95, 9);
  minute.note(2, 70_000);
  assert.ok(minute.samples.every(({ at }) => at >= 10_000));
  assert.equal(minute.points(70_000, { width: 240, height: 40, reach: 4 }), "240.0,10.0");
});

test("the badge says what a viewer understands", () => {
  const good = { online: true, ready: true, busy: false, blocked: false, phase: "playing", sure: true, drift: 3 };
  assert.equal(stateOf(good), "in-step");
  assert.equal(stateOf({ ...good, drift: -200 }), "catching-up");
  assert.equal(stateOf({ ...good, phase: "waiting" }), "waiting");
  assert.equal(stateOf({ ...good, online: false }), "offline");
});

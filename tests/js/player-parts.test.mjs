/** What the player is made of, each part alone: course, habits, film (R076, R082, docs/adr/0044). */
import assert from "node:assert/strict";
import { test } from "node:test";

import { Course } from "../../static/js/room/course.js";
import { Film } from "../../static/js/room/film.js";
import { Habits } from "../../static/js/room/habits.js";

/** A course on a clock that stands until it is set. */
function course() {
  const clock = { time: 1000, now: () => clock.time };
  return { clock, course: new Course(/** @type {any} */ (clock)) };
}

const anchor = (fields) => ({ version: 1, playing: true, position: 10, at: 1000, rate: 1, duration: 120, ...fields });

test("without an anchor the film is wanted at its beginning, at rest", () => {
  const { course: empty } = course();
  assert.deepEqual([empty.wanted, empty.phase, empty.rate], [0, "paused", 1]);
});

test("what runs goes on by the old anchor until the new one's date", () => {
  const { clock, course: runs } = course();
  runs.take(anchor(), false);
  runs.take(anchor({ version: 2, position: 12, at: 3000, rate: 2 }), true);
  clock.time = 2000;
  assert.deepEqual([runs.wanted, runs.phase, runs.rate], [11, "playing", 1]);
  clock.time = 4000;
  assert.deepEqual([runs.wanted, runs.rate], [14, 2]);
});

test("an anchor elsewhere holds at once, and so does one for a film that stands", () => {
  for (const [there, runs] of [[60, true], [12, false]]) {
    const { course: jumps } = course();
    jumps.take(anchor(), false);
    jumps.take(anchor({ version: 2, position: there, at: 3000 }), runs);
    assert.deepEqual([jumps.wanted, jumps.phase], [there, "scheduled"]);
  }
});

test("the same version is no turn, and a forgotten past is no measure", () => {
  const { course: known } = course();
  assert.equal(known.take(anchor(), false), true);
  assert.equal(known.take(anchor({ waiting_for: ["a"], phase: "waiting" }), true), false);
  assert.equal(known.phase, "waiting");
  known.forget();
  assert.equal(known.take(anchor(), true), true);
});

const video = (fields) => ({ buffered: { length: 1, start: () => 0, end: () => 30 }, ...fields });

test("a jump into what is loaded is expected to be cheaper than one out of it", () => {
  const habits = new Habits(/** @type {any} */ (video({})));
  assert.ok(habits.needed(10) < habits.needed(60));
  assert.ok(habits.needed(29.8) === habits.needed(60), "the end of what is loaded is no place to start");
});

test("whoever is late by less than a jump takes starts here and is corrected", () => {
  const habits = new Habits(/** @type {any} */ (video({})));
  assert.deepEqual([habits.isHopeless(50, 10), habits.isHopeless(500, 10)], [false, true]);
  for (let n = 0; n < 5; n += 1) habits.jumpCost.loaded.note(1400);
  assert.equal(habits.isHopeless(300, 10), false);
});

test("after a vain try more time is asked for, up to the worst that was seen", () => {
  const habits = new Habits(/** @type {any} */ (video({})));
  for (const span of [100, 100, 130]) habits.jumpCost.loaded.note(span);
  assert.ok(habits.span(10, 0) < habits.span(10, 1));
  assert.equal(habits.span(10, 1), habits.span(10, 3));
});

test("a film that stands on its frame is not moved", () => {
  const element = { paused: true, seeking: false, currentTime: 10, playbackRate: 1, duration: 120 };
  const film = new Film(/** @type {any} */ (element), /** @type {any} */ ({ rate: 1 }), /** @type {any} */ ({}));
  assert.deepEqual([film.stand(10.003), element.currentTime], [false, 10]);
  assert.deepEqual([film.stand(11), element.currentTime], [true, 11]);
  assert.equal(film.reachable(500), 120);
});

test("a trim leaves the pitch alone, the room's own rate keeps it", () => {
  const element = { playbackRate: 1, preservesPitch: true };
  const room = { rate: 1 };
  const film = new Film(/** @type {any} */ (element), /** @type {any} */ (room), /** @type {any} */ ({ stretch: false }));
  film.setRate(1.01);
  assert.deepEqual([element.playbackRate, element.preservesPitch], [1.01, false]);
  room.rate = 1.5;
  film.setRate(1);
  assert.deepEqual([element.playbackRate, element.preservesPitch], [1.5, true]);
});

/** The way back to the right frame (R081–R083, R090), against a simulated player. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { Corrector, median } from "../../static/js/room/correction.js";

const TICK = 50;

/** Run a player that starts `offset` s off for `ms`; returns its course. */
function run({ offset, ms, keepsRate = true, lands = 0.02, noise = () => 0, busy = () => false, push = () => 0 }) {
  const corrector = new Corrector();
  const course = { offset, rates: [], seeks: [], worst: 0, corrector };
  let factor = 1;
  for (let now = 0; now < ms; now += TICK) {
    course.offset += push(now);
    const action = corrector.step({ offset: course.offset + noise(now), now, busy: busy(now) });
    if (action.kind === "rate") {
      factor = action.factor;
      course.rates.push(factor);
    }
    if (action.kind === "seek") {
      course.seeks.push(now);
      course.offset = lands;
      corrector.started(now);
    }
    if (keepsRate) course.offset += ((factor - 1) * TICK) / 1000;
  }
  return course;
}

test("a player within the trim threshold is left alone", () => {
  const { rates, seeks } = run({ offset: 0.0025, ms: 10_000 });
  assert.deepEqual([rates, seeks], [[], []]);
});

for (const offset of [0.006, -0.006, 0.019, 0.05, -0.1, 0.3, -0.9]) {
  test(`${offset * 1000} ms is taken away by rate alone`, () => {
    const course = run({ offset, ms: 30_000 });
    assert.deepEqual(course.seeks, []);
    assert.ok(Math.abs(course.offset) < 0.004, `left ${course.offset}`);
    assert.ok(course.rates.every((rate) => Math.abs(rate - 1) <= 0.05 + 1e-9));
    assert.equal(course.rates.at(-1), 1, "ends at the film's own speed");
  });
}

test("later on, a trim stays within two percent and stretches no sound", () => {
  const course = run({ offset: 0, ms: 10_000, push: (now) => (now === 5000 ? 0.05 : 0) });
  assert.ok(course.rates.length > 0);
  assert.ok(course.rates.every((rate) => Math.abs(rate - 1) <= 0.02 + 1e-9));
  assert.equal(course.corrector.stretch, false);
  assert.ok(Math.abs(course.offset) < 0.004);
});

test("a far player that has been playing is pulled with its pitch preserved", () => {
  const corrector = new Corrector();
  for (let now = 0; now < 6000; now += TICK) {
    corrector.step({ offset: now < 5000 ? 0 : -0.2, now, busy: false });
  }
  assert.deepEqual([corrector.stretch, corrector.factor], [true, 1.05]);
});

test("30 ms are gone within two seconds", () => {
  assert.ok(Math.abs(run({ offset: -0.03, ms: 2000 }).offset) < 0.01);
});

test("100 ms are gone within four seconds", () => {
  assert.ok(Math.abs(run({ offset: -0.1, ms: 4000 }).offset) < 0.01);
});

test("more than a second is a seek, once", () => {
  const course = run({ offset: -4, ms: 10_000 });
  assert.equal(course.seeks.length, 1);
  assert.ok(Math.abs(course.offset) < 0.004);
});

test("a newcomer that lands half a second short aims once more, not for ten seconds", () => {
  const corrector = new Corrector();
  corrector.begin(0);
  const actions = [];
  for (let now = 0; now < 2500; now += TICK) {
    const action = corrector.step({ offset: actions.length ? -0.01 : -0.5, now, busy: false });
    if (action.kind === "seek") actions.push(now);
  }
  assert.equal(actions.length, 1);
});

test("a seek that keeps landing short is not repeated before the cool-down", () => {
  const corrector = new Corrector();
  const seeks = [];
  for (let now = 0; now < 10_000; now += TICK) {
    if (corrector.step({ offset: -5, now, busy: false }).kind === "seek") seeks.push(now);
  }
  assert.ok(seeks.length >= 2);
  seeks.slice(1).forEach((at, i) => assert.ok(at - seeks[i] >= 3000));
});

test("nothing is done to a player that loads or seeks", () => {
  const course = run({ offset: -5, ms: 5000, busy: () => true });
  assert.deepEqual([course.rates, course.seeks], [[], []]);
});

test("a film that does not run yet is not measured", () => {
  const corrector = new Corrector();
  corrector.started(0);
  for (let now = 25; now < 450; now += 25) {
    assert.equal(corrector.step({ offset: -now / 1000, now, busy: false }).kind, "none");
  }
});

test("a start is measured as soon as the film runs evenly, and corrected briskly", () => {
  const corrector = new Corrector();
  corrector.started(0);
  let acted = 0;
  for (let now = 25; now < 500 && !acted; now += 25) {
    const offset = now < 75 ? -now / 1000 : -0.08;
    if (corrector.step({ offset, now, busy: false }).kind === "rate") acted = now;
  }
  assert.ok(acted <= 150, `at ${acted} ms`);
  assert.deepEqual([corrector.factor, corrector.stretch], [1.25, false]);
});

test("80 ms after a start are gone within half a second", () => {
  const corrector = new Corrector();
  corrector.started(0);
  let offset = 0.08;
  for (let now = 25; now <= 600; now += 25) {
    corrector.step({ offset, now, busy: false });
    offset += ((corrector.factor - 1) * 25) / 1000;
  }
  assert.ok(Math.abs(offset) < 0.01, `${offset}`);
});

test("many events of one moment are one measurement", () => {
  const corrector = new Corrector();
  corrector.started(0);
  for (let i = 0; i < 10; i += 1) corrector.step({ offset: -0.1, now: 100 + i, busy: false });
  assert.equal(corrector.sure, false);
});

test("a rate that has no effect is given up for a seek", () => {
  const course = run({ offset: -0.4, ms: 8000, keepsRate: false });
  assert.equal(course.seeks.length, 1);
  assert.ok(Math.abs(course.offset) < 0.15);
});

test("noise of a millisecond does not make the rate flutter", () => {
  const noise = (now) => 0.0015 * Math.sin(now * 1.7);
  assert.deepEqual(run({ offset: 0.001, ms: 20_000, noise }).rates, []);
});

test("median", () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 2, 3]), 2.5);
});

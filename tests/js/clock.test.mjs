/** The estimate of server time (R090): least round trip, slewed while the film plays. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { Clock } from "../../static/js/room/clock.js";

/** A clock at `time.ms`, and a server `ahead` ms of it reached over `out` and `back` ms. */
function pair(ahead = 5000) {
  const time = { ms: 100 };
  const clock = new Clock(() => time.ms);
  const probe = (out, back, skew = 0) => {
    const { t0 } = clock.ping();
    time.ms += out;
    const t1 = time.ms + ahead + skew;
    time.ms += back;
    clock.pong({ t0, t1, t2: t1 });
  };
  return { time, clock, probe };
}

test("one symmetric probe gives the exact offset", () => {
  const { clock, probe, time } = pair(5000);
  probe(20, 20);
  assert.equal(clock.now(), time.ms + 5000);
  assert.equal(clock.best.rtt, 40);
});

test("the time that the server needed does not count as the road", () => {
  const clock = new Clock(() => 0);
  clock.pong({ t0: 0, t1: 1010, t2: 1015 }, 25);
  assert.equal(clock.best.rtt, 20);
  assert.equal(clock.best.offset, 1000);
});

test("the probe with the lowest round trip wins over crooked ones", () => {
  const { clock, probe } = pair(5000);
  probe(10, 90);
  probe(2, 2);
  probe(200, 10);
  assert.equal(clock.offset, 5000);
});

test("an old probe loses its worth as the clocks wander", () => {
  const { clock, probe, time } = pair(5000);
  probe(2, 2);
  time.ms += 200_000; // 200 s at 50 ppm: 10 ms of doubt
  probe(5, 5, 3);
  assert.equal(clock.best.offset, 5003);
});

test("the estimate is slewed while the film plays", () => {
  const { clock, probe, time } = pair(5000);
  probe(30, 10);
  assert.equal(clock.offset, 5010);
  clock.playing = true;
  probe(1, 1);
  assert.ok(clock.offset > 5009.9, "no step");
  time.ms += 500;
  clock.now();
  assert.ok(Math.abs(clock.offset - 5005) < 0.1, "10 ms a second");
  time.ms += 5000;
  clock.now();
  assert.equal(clock.offset, 5000);
});

test("a machine that slept is set right at once", () => {
  const { clock, probe } = pair(5000);
  clock.playing = true;
  probe(1, 1);
  clock.reset();
  probe(1, 1, 60_000);
  assert.equal(clock.offset, 65_000);
});

test("only the last 32 probes are remembered", () => {
  const { clock, probe } = pair();
  for (let i = 0; i < 50; i += 1) probe(5, 5);
  assert.equal(clock.probes.length, 32);
});

test("an answer that makes no sense is not believed", () => {
  const clock = new Clock(() => 10);
  clock.pong({ t0: 0, t1: Number.NaN, t2: 5 });
  clock.pong({ t0: 20, t1: 5, t2: 5 });
  assert.equal(clock.ready, false);
});

test("server time and local time are each other's inverse", () => {
  const { clock, probe } = pair(5000);
  probe(3, 3);
  assert.equal(clock.local(clock.now()), clock.monotonic());
});

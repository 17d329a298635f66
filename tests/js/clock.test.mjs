/** The estimate of server time (R090): least round trip, slewed while the film plays. */
import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { Clock, Probing } from "../../static/js/room/clock.js";

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
  for (let i = 0; i < 16; i += 1) probe(30, 10);
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

test("before the burst is over the better probe counts at once", () => {
  const { clock, probe } = pair(5000);
  clock.playing = true;
  probe(300, 10);
  probe(1, 1);
  assert.equal(clock.offset, 5000);
});

test("a clock that jumped makes the older probes void, however good they were", () => {
  const { clock, probe } = pair(5000);
  clock.playing = true;
  for (let i = 0; i < 20; i += 1) probe(1, 1);
  probe(40, 60, 90_000); // a laptop slept for a minute and a half
  assert.equal(clock.probes.length, 1);
  assert.equal(clock.offset, 95_000 - 10);
  probe(1, 1, 90_000);
  assert.equal(clock.offset, 95_000);
});

test("F27: a server's clock that jumps by five seconds is followed at the next probe", () => {
  const { clock, probe } = pair(5000);
  clock.playing = true;
  for (let i = 0; i < 32; i += 1) probe(15, 15);
  probe(15, 15, -5000);
  assert.equal(clock.offset, 0);
});

test("a crooked probe contradicts nothing: half of its road is doubt", () => {
  const { clock, probe } = pair(5000);
  for (let i = 0; i < 20; i += 1) probe(2, 2);
  probe(2, 900);
  probe(700, 2);
  assert.equal(clock.probes.length, 22);
  assert.ok(Math.abs(clock.offset - 5000) < 0.1, `${clock.offset}`);
});

test("the quickest way there and the quickest way back may belong to two probes", () => {
  const { clock, probe } = pair(5000);
  probe(70, 130);
  probe(130, 70);
  assert.ok(Math.abs(clock.offset - 5000) < 0.01, `${clock.offset}`);
});

test("F28: 300 ms of jitter either way leave few milliseconds", () => {
  const { clock, probe, time } = pair(5000);
  let seed = 7;
  const luck = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  for (let i = 0; i < 32; i += 1) {
    probe(100 + 400 * luck() ** 2, 100 + 400 * luck() ** 2);
    time.ms += 50;
  }
  assert.ok(Math.abs(clock.offset - 5000) < 30, `${clock.offset - 5000}`);
});

test("asymmetry cannot be seen: half of it stays", () => {
  const { clock, probe } = pair(5000);
  for (let i = 0; i < 32; i += 1) probe(30, 10);
  assert.equal(clock.offset, 5010);
});

test("the lowest round trip is told, once there is one", () => {
  const { clock, probe } = pair();
  assert.equal(clock.rtt, undefined);
  probe(20, 25);
  probe(3, 4);
  probe(50, 50);
  assert.equal(clock.rtt, 7);
});

test("16 probes at the start, then one every 2.5 s; a burst begins anew on waking", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const pass = (span) => Array.from({ length: span / 50 }, () => mock.timers.tick(50));
  const sent = [];
  const probing = new Probing(new Clock(() => 0), (frame) => sent.push(frame));
  probing.start();
  pass(15 * 50);
  assert.equal(sent.length, 16);
  pass(2500 * 4);
  assert.equal(sent.length, 20);
  probing.start();
  pass(15 * 50);
  assert.equal(sent.length, 36);
  probing.stop();
  pass(60_000);
  assert.equal(sent.length, 36);
  mock.timers.reset();
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

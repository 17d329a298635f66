/** The bench of rules measures rules: without a network and with equal machines all of them agree. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { evenings, halfAsymmetry, percentile, RULES } from "../bench/rules/compare.mjs";
import { Element } from "../bench/rules/element.mjs";
import { evening } from "../bench/rules/evening.mjs";
import { Line } from "../bench/rules/network.mjs";
import { load, NAMES, saved, text } from "../bench/rules/traces.mjs";
import { Machine, World } from "../bench/rules/world.mjs";

const SHORT = { steady: 5, rounds: 1 };
const EQUAL = () => ({ begins: 0, drift: 0, startLag: 0, seekTime: 0, skew: 0 });

for (const name of NAMES) {
  test(`the saved trace «${name}» is what its seed makes`, () => assert.equal(saved(name), text(name)));
}

for (const rule of RULES) {
  test(`${rule.name}: on a quiet network equal machines play within a frame, and the film moves`, async () => {
    const found = await evening(rule, load("quiet"), 1, { ...SHORT, machines: EQUAL });
    assert.ok(percentile(found.steady, 0.95) < 42, `${percentile(found.steady, 0.95)} ms`);
    assert.ok(found.moved > 0.99 && found.moved < 1.01, `${found.moved}`);
  });

  test(`${rule.name}: the same seed makes the same evening`, async () => {
    const [one, two] = [await evening(rule, load("far"), 7, SHORT), await evening(rule, load("far"), 7, SHORT)];
    assert.deepEqual(one, two);
  });
}

test("ours stays within the targets of the design on a quiet and on a far network", async () => {
  const [ours] = RULES;
  for (const [name, most] of [["quiet", 10], ["far", 20]]) {
    const { steady } = await evenings(ours, load(name), 3, { steady: 20, rounds: 1 });
    const trace = load(name);
    assert.ok(percentile(steady, 0.95) <= most + halfAsymmetry(trace), name);
  }
});

test("each machine has its clock, and timers go by it", async () => {
  const world = new World(1);
  const fast = new Machine(500, 100_000);
  const seen = [];
  world.after(0, fast, () => setTimeout(() => seen.push(performance.now(), world.moment), 1100));
  await world.until(2000);
  assert.ok(Math.abs(seen[0] - 1600) < 2 && Math.abs(seen[1] - 1000) < 2, String(seen));
  assert.ok(performance.now() < 1e9, "the real clock is back");
});

test("a line keeps the order, holds what is stalled and loses what is cut", async () => {
  const world = new World(1);
  const trace = { step_ms: 50, cycle_s: 30 };
  const line = new Line(world, new Machine(), { up_ms: [200, 10], down_ms: [0], events: [] }, trace);
  const heard = [];
  line.server = { joined() {}, left() {}, heard: (_, frame) => heard.push([frame, Math.round(world.moment)]) };
  line.client = { opened() {} };
  line.open = true;
  world.after(0, line.machine, () => line.send("first"));
  world.after(60, line.machine, () => line.send("second"));
  world.after(1000, line.machine, () => {
    line.stall(300);
    line.send("held");
  });
  world.after(2000, line.machine, () => {
    line.send("lost");
    line.cut();
  });
  await world.until(4000);
  assert.deepEqual(heard.map(([frame]) => frame), ["first", "second", "held"]);
  assert.ok(heard[1][1] >= heard[0][1] && heard[2][1] >= 1300, String(heard));
});

test("an element starts late, seeks in its time and can be stopped meanwhile", async () => {
  const world = new World(1);
  const machine = new Machine();
  const video = new Element(world, machine, { duration: 100, startLag: 50, seekTime: 100, skew: 0 });
  const told = [];
  for (const name of ["playing", "seeked", "pause"]) video.addEventListener(name, () => told.push(name));
  world.after(0, machine, () => video.play());
  world.after(1000, machine, () => (video.currentTime = 50));
  await world.until(2000);
  assert.ok(video.currentTime > 50.7 && video.currentTime < 50.95, String(video.currentTime));
  world.after(0, machine, () => {
    video.pause();
    video.play().catch(() => told.push("refused"));
    video.pause();
  });
  await world.until(3000);
  assert.deepEqual(told, ["playing", "seeked", "playing", "refused", "pause", "pause"]);
});

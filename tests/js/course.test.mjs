/** The way back into step, whole: anchor, clock, corrector and an element with bad manners. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { Remote } from "../../static/js/room/remote.js";
import { over, settles } from "./simulated.mjs";

const FRAME = 0.042 / 2; // s to either side
const NO_ECHO = 0.01 / 2;
const check = over(test);

/** A room that has played for a while. */
async function playing(stage) {
  stage.say({ playing: true }, 250);
  await stage.pass(6000);
  stage.video.jumps.length = 0;
  stage.video.rates.length = 0;
}

for (const startLag of [10, 70, 160]) {
  for (const jump of [20, 90, 200, 400]) {
    const manners = { startLag, jump: () => jump };
    check(`R082: after a seek in step, start ${startLag} ms, jump ${jump} ms`, manners, async (stage) => {
      await playing(stage);
      for (let round = 0; round < 3; round += 1) {
        stage.say({ playing: true, position: 20 + 30 * round }, 150); // 100 ms were on the road
        const unknown = round === 0 ? jump + startLag : 0; // the first time it comes too late
        assert.ok((await settles(stage, FRAME)) < 900 + unknown, "a frame");
        assert.ok((await settles(stage, NO_ECHO, 100)) === 0, "no echo after 6 s");
      }
      assert.ok(stage.video.jumps.length <= 6, `${stage.video.jumps.length} jumps for three seeks`);
    });
  }
}

check("R083: a start is on time once the player knows how long it takes", { startLag: 120 }, async (stage) => {
  await playing(stage);
  stage.say({ position: 6 });
  await stage.pass(500);
  stage.say({ playing: true, position: 6 }, 250);
  await stage.pass(260);
  assert.ok((await settles(stage, 0.012, 2000)) === 0);
});

check("a seek that is heard of after its date is obeyed at once", {}, async (stage) => {
  await playing(stage);
  stage.say({ playing: true, position: 60 }, -300);
  assert.ok(stage.video.seeking);
  assert.ok((await settles(stage, FRAME)) < 700);
});

check("R076: a late guest lands on the frame", { jump: () => 350 }, async (stage) => {
  stage.video.readyState = 0;
  stage.say({ playing: true, position: 0 }, -90_000);
  await stage.pass(100);
  stage.video.readyState = 4;
  stage.video.dispatchEvent(new Event("loadedmetadata"));
  assert.ok((await settles(stage, FRAME)) < 1500);
  assert.ok(stage.video.jumps.length <= 2);
});

check("a jump that lands short is not followed by a volley", { jump: (n) => 200 + 150 * (n % 4) }, async (stage) => {
  await playing(stage);
  stage.video.truth -= 4;
  await stage.pass(20_000);
  assert.ok(stage.video.jumps.length <= 4, `${stage.video.jumps.length}`);
  assert.ok(Math.abs(stage.off()) < FRAME);
});

check("noise of 3 ms makes neither jumps nor flutter", { noise: (ms) => 0.003 * Math.sin(ms * 1.7) }, async (stage) => {
  await playing(stage);
  await stage.pass(60_000);
  assert.deepEqual(stage.video.jumps, []);
  assert.ok(stage.player.counts.nudges < 60, `${stage.player.counts.nudges} nudges`);
  assert.ok(Math.abs(stage.off()) < 0.006);
});

for (const off of [0.03, -0.1, 0.4, -0.9]) {
  check(`R092: ${off * 1000} ms go by a nudge, without a jump and without swinging`, {}, async (stage) => {
    await playing(stage);
    stage.video.truth += off;
    let beyond = 0;
    await stage.pass(30_000, () => (beyond = Math.max(beyond, -stage.off() * Math.sign(off))));
    assert.deepEqual(stage.video.jumps, []);
    assert.ok(Math.abs(stage.off()) < NO_ECHO);
    assert.ok(beyond < 0.01, `swings ${beyond} s to the other side`);
    assert.ok(stage.video.rates.every((rate) => Math.abs(rate - 1) <= 0.05 + 1e-9));
  });
}

for (const off of [1.3, -1.3, 2.9, -2.9]) {
  check(`R092: ${off} s of a film that never stood go by a stronger nudge, without a jump`, {}, async (stage) => {
    await playing(stage);
    stage.video.truth += off;
    await stage.pass(25_000);
    assert.ok(Math.abs(stage.off()) <= 0.5, `${stage.off()} after 25 s`);
    await stage.pass(25_000);
    assert.ok(Math.abs(stage.off()) < NO_ECHO);
    assert.deepEqual(stage.video.jumps, []);
    assert.ok(stage.video.rates.every((rate) => Math.abs(rate - 1) <= 0.15 + 1e-9));
  });
}

check("R092: a throttled machine that loses a tenth of its time is never moved by a jump", {}, async (stage) => {
  await playing(stage);
  await stage.pass(60_000, (ms) => {
    if (ms % 50 === 0) stage.video.truth -= 0.005;
  });
  assert.ok(Math.abs(stage.off()) < 3);
  assert.deepEqual(stage.video.jumps, []);
  await stage.pass(30_000);
  assert.ok(Math.abs(stage.off()) <= 0.5, `${stage.off()}`);
});

check("trap, correction against buffering: who stood for two seconds jumps once, and is not dragged", {}, async (stage) => {
  await playing(stage);
  stage.video.stall(2000);
  await stage.pass(2000);
  assert.ok((await settles(stage, FRAME)) < 2500);
  assert.equal(stage.video.jumps.length, 1);
});

check("R092: more than three seconds off is a jump at once", {}, async (stage) => {
  await playing(stage);
  stage.video.truth -= 3.2;
  assert.ok((await settles(stage, FRAME)) < 2000);
  assert.equal(stage.video.jumps.length, 1);
});

check("trap: a strong nudge that has no effect ends in one jump, too", {}, async (stage) => {
  await playing(stage);
  stage.video.manners.keepsRate = false;
  stage.video.truth -= 2;
  await stage.pass(20_000);
  assert.equal(stage.video.jumps.length, 1);
  assert.ok(Math.abs(stage.off()) < 0.1);
});

check("a rate that has no effect is given up for one jump", {}, async (stage) => {
  await playing(stage);
  stage.video.manners.keepsRate = false;
  stage.video.truth -= 0.5;
  await stage.pass(20_000);
  assert.equal(stage.video.jumps.length, 1);
  assert.ok(Math.abs(stage.off()) < 0.1);
});

check("trap: correction does not fight buffering", {}, async (stage) => {
  await playing(stage);
  for (let round = 0; round < 4; round += 1) {
    stage.video.stall(700);
    const rates = stage.video.rates.length;
    const jumps = stage.video.jumps.length;
    await stage.pass(650, () => stage.video.readyState < 3 || assert.fail("too long"));
    assert.ok(stage.video.rates.slice(rates).every((rate) => rate === 1), "no pull while it loads");
    assert.equal(stage.video.jumps.length, jumps, "no jump while it loads");
    await stage.pass(300);
  }
  await stage.pass(25_000);
  assert.ok(stage.video.jumps.length <= 3, `${stage.video.jumps.length} jumps for four stalls`);
  assert.ok(Math.abs(stage.off()) < NO_ECHO);
});

check("trap: what the room does to the player does not come back as an echo", {}, async (stage) => {
  const sent = [];
  const socket = { request: (frame) => sent.push(frame), send: (frame) => sent.push(frame) };
  new Remote(socket, stage.player);
  await playing(stage);
  stage.say({ playing: true, position: 60 }, 250);
  await stage.pass(1000);
  stage.say({ position: 61 });
  await stage.pass(500);
  stage.say({ playing: true, position: 61, rate: 1.5 }, 250);
  await stage.pass(1000);
  stage.video.pause(); // by the system, not by the viewer
  await stage.pass(1000);
  assert.deepEqual(sent, []);
});

check("a browser that tells its place in steps of 41 ms is in step all the same", { step: 41 }, async (stage) => {
  await playing(stage);
  await stage.pass(10_000);
  assert.ok(stage.player.gauge.stepwise);
  assert.ok(Math.abs(stage.off()) < 0.01, `${stage.off()}`);
  stage.player.counts.nudges = 0;
  await stage.pass(20_000);
  assert.deepEqual(stage.video.jumps, []);
  assert.ok(stage.player.counts.nudges < 60, `${stage.player.counts.nudges} nudges`);
});

check("R084: one and a half times as fast, in step", {}, async (stage) => {
  await playing(stage);
  stage.say({ playing: true, position: stage.player.wanted, rate: 1.5 }, 250);
  assert.ok((await settles(stage, FRAME)) < 1000);
  assert.ok(Math.abs(stage.off()) < NO_ECHO);
  assert.deepEqual([stage.video.playbackRate, stage.video.preservesPitch], [1.5, true]);
});

check("a new rate that goes on from the old course does not stop the film", {}, async (stage) => {
  await playing(stage);
  const there = stage.player.wanted + 0.25;
  stage.say({ playing: true, position: there, rate: 2 }, 250);
  let stood = false;
  await stage.pass(1000, () => (stood ||= stage.video.paused));
  assert.equal(stood, false);
  assert.deepEqual(stage.video.jumps, []);
  assert.ok((await settles(stage, FRAME, 2000)) < 500);
});

check("R084: two new rates at once are one way through, without a stop", {}, async (stage) => {
  await playing(stage);
  const now = stage.player.wanted;
  stage.say({ playing: true, position: now + 0.4, rate: 2 }, 400);
  stage.say({ playing: true, position: now + 0.4 + 0.1 * 2, rate: 0.5 }, 500);
  let furthest = 0;
  await stage.pass(450, () => (furthest = Math.max(furthest, Math.abs(stage.off()))));
  assert.ok(Math.abs(stage.player.wanted - (now + 0.5)) < 0.02, "50 ms into the first one");
  await stage.pass(550);
  assert.ok(Math.abs(stage.player.wanted - (now + 0.6 + 0.25)) < 0.02);
  assert.deepEqual(stage.video.jumps, []);
  assert.ok(furthest < 0.1, `${furthest}`);
});

check("R092: a phone that was locked is in step again after three seconds", {}, async (stage) => {
  await playing(stage);
  stage.video.pause(); // by the system
  stage.freeze(60_000);
  stage.player.woke();
  assert.ok((await settles(stage, FRAME)) < 1500);
  assert.ok(stage.video.jumps.length <= 2);
});

check("R092: who was out of sight for a minute and is 100 ms off is nudged, not moved", {}, async (stage) => {
  await playing(stage);
  stage.freeze(60_000, true);
  stage.video.truth -= 0.1;
  stage.player.woke();
  assert.ok((await settles(stage, FRAME)) < 3000);
  assert.deepEqual(stage.video.jumps, []);
});

check("R092: a laptop that slept, its clock stood still, is in step again after three seconds", {}, async (stage) => {
  await playing(stage);
  const ahead = 1_000_000 + 3_600_000; // an hour of which performance.now() knows nothing
  stage.clock.reset();
  stage.player.woke();
  const { ms } = stage.time;
  stage.clock.pong({ t0: ms - 40, t1: ms - 20 + ahead, t2: ms - 20 + ahead }, ms);
  stage.player.anchor.position = 40;
  stage.player.anchor.at = stage.clock.now() - 10_000;
  assert.ok((await settles(stage, FRAME)) < 1500);
});

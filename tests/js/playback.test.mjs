/** The playback arithmetic passes the same table of cases as its twin in Python (R076, R090). */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import * as playback from "../../static/js/room/playback.js";

const cases = JSON.parse(readFileSync(new URL("../rooms/playback_cases.json", import.meta.url)));
const errors = { bad: playback.BadCommand, stale: playback.StaleCommand };

for (const { name, state, now, position, phase, ends_at: end } of cases.moments) {
  test(name, () => {
    assert.ok(Math.abs(playback.positionAt(state, now) - position) < 1e-9);
    assert.equal(playback.phaseAt(state, now), phase);
    assert.equal(playback.endsAt(state), end);
  });
}

for (const { name, state, command, now, lead, expect, error } of cases.commands) {
  test(name, () => {
    const act = () => playback.apply(state, command, now, lead);
    if (error) assert.throws(act, errors[error]);
    else assert.deepEqual(act(), expect);
  });
}

for (const position of [Number.NaN, Infinity, -Infinity]) {
  test(`a place of ${position} is no place`, () => {
    const command = { action: "seek", position };
    assert.throws(() => playback.apply(cases.commands[0].state, command, 0), playback.BadCommand);
  });
}

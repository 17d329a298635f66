/** The words of the room: the hour of a message is that of the person's own zone. */

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { timeOfDay } from "../../static/js/room/words.js";

const NOON = Date.UTC(2026, 0, 15, 12, 0);

/** @param {string} timeZone of the person who looks */
function pageFor(timeZone) {
  /** @type {any} */ (globalThis).document = { documentElement: { lang: "ru", dataset: { timeZone } } };
}

afterEach(() => {
  delete (/** @type {any} */ (globalThis).document);
});

test("a message's hour is shown in the zone of the profile, wherever the browser is", () => {
  pageFor("Asia/Vladivostok");
  assert.equal(timeOfDay(NOON), "22:00");
  pageFor("America/New_York");
  assert.equal(timeOfDay(NOON), "07:00");
});

test("a zone that the browser does not know leaves its own", () => {
  pageFor("Mars/Olympus");
  assert.match(timeOfDay(NOON), /^\d\d:\d\d$/);
});

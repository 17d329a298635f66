/** The words of the room: the hour of a message is that of the person's own zone. */

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { timeOfDay } from "../../static/js/room/words.js";

const NOON = Date.UTC(2026, 0, 15, 12, 0);

/** @param {string} timeZone of the person who looks @param {string} [lang] */
function pageFor(timeZone, lang = "ru") {
  /** @type {any} */ (globalThis).document = { documentElement: { lang, dataset: { timeZone } } };
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

test("the hour is written as the archive writes it, in English too", () => {
  pageFor("Europe/Moscow", "en");
  assert.equal(timeOfDay(NOON), "15:00");
  assert.equal(timeOfDay(NOON + 9.5 * 3_600_000), "00:30");
});

test("a zone that the browser does not know leaves its own", () => {
  pageFor("Mars/Olympus");
  assert.match(timeOfDay(NOON), /^\d\d:\d\d$/);
});

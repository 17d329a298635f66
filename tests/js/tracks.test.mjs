/** What a viewer chooses for himself, and what comes nearest to it in another film. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { kinds, nearest, remember, remembered } from "../../static/js/room/choice.js";

const version = (id, height, language) => ({ id, height, language, url: `/${id}` });
const VERSIONS = [version(0, 720, "ru"), version(1, 720, "en"), version(2, 360, "ru")];

test("without wishes the film's own file plays", () => {
  assert.equal(nearest(VERSIONS, {}).id, 0);
  assert.equal(nearest([version(0, 0, "")], {}).id, 0);
  assert.equal(nearest([], {}), undefined);
});

test("the sound comes before the picture", () => {
  assert.equal(nearest(VERSIONS, { language: "en", height: 360 }).id, 1);
  assert.equal(nearest(VERSIONS, { language: "ru", height: 360 }).id, 2);
});

test("what a film does not have gives the nearest that it has", () => {
  assert.equal(nearest(VERSIONS, { height: 480 }).id, 2);
  assert.equal(nearest(VERSIONS, { height: 1080, language: "de" }).id, 0);
});

test("a list of one is no choice", () => {
  assert.deepEqual(kinds(VERSIONS), { heights: [720, 360], languages: ["ru", "en"] });
  assert.deepEqual(kinds([version(0, 0, "")]), { heights: [], languages: [] });
});

test("wishes are kept, and rubbish in the store is none", () => {
  const store = new Map();
  store.setItem = store.set;
  store.getItem = (key) => store.get(key) ?? null;
  remember(store, { height: 360 });
  assert.deepEqual(remembered(store), { height: 360 });
  store.set("kino-tracks", "{");
  assert.deepEqual(remembered(store), {});
});

/** Settings that are on their way: shown as chosen, saved in the order of the clicks (R085). */
import assert from "node:assert/strict";
import { test } from "node:test";

import { Saving } from "../../static/js/room/saving.js";

/** A request that ends when it is told to. */
function request(log, name) {
  const held = Promise.withResolvers?.() ?? deferred();
  const work = () => (log.push(name), held.promise);
  return { ...held, work };
}

function deferred() {
  const parts = {};
  parts.promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }));
  return parts;
}

const breath = () => new Promise((resolve) => setTimeout(resolve));

test("a change is under way until the server has answered", async () => {
  const saving = new Saving();
  const one = request([], "one");
  const done = saving.run("control", one.work);
  assert.ok(saving.has("control"));
  assert.ok(!saving.has("access"));
  one.resolve("saved");
  assert.equal(await done, "saved");
  assert.ok(!saving.has("control"));
});

test("the second waits for the first, also for one that is refused", async () => {
  const saving = new Saving();
  const log = [];
  const [first, second] = [request(log, "first"), request(log, "second")];
  const refused = saving.run("control", first.work);
  const saved = saving.run("control", second.work);
  await breath();
  assert.deepEqual(log, ["first"]);
  first.reject(new Error("no"));
  await assert.rejects(refused);
  assert.ok(saving.has("control"), "the second is still under way");
  await breath();
  assert.deepEqual(log, ["first", "second"]);
  second.resolve();
  await saved;
  assert.ok(!saving.has("control"));
});

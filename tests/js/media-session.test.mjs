/** Keys of headphones and lock screens ask the room, and only for those who may control (R085). */
import assert from "node:assert/strict";
import { test } from "node:test";

import { listenToMediaKeys } from "../../static/js/room/media-session.js";

function scene(allowed) {
  const keys = {};
  const session = {
    setActionHandler(name, act) {
      if (name === "stop") throw new TypeError("a key that this browser does not know");
      keys[name] = act;
    },
    setPositionState: (state) => (session.position = state),
  };
  Object.defineProperty(globalThis, "navigator", { value: { mediaSession: session }, configurable: true });
  globalThis.MediaMetadata = class {
    constructor(fields) {
      Object.assign(this, fields);
    }
  };
  globalThis.document = { title: "Фильм · Кино вместе" };
  globalThis.location = { href: "https://kino.example/rooms/x/" };
  const asked = [];
  const remote = Object.fromEntries(
    ["play", "pause", "seek", "seekBy"].map((name) => [name, (value) => asked.push([name, value])]),
  );
  const player = Object.assign(new EventTarget(), { phase: "playing", wanted: 130, duration: 120, anchor: { rate: 2 } });
  listenToMediaKeys(remote, player, () => allowed, { title: "Фильм", poster: "/p.png" });
  const press = () => {
    keys.play({});
    keys.pause({});
    keys.seekbackward({});
    keys.seekforward({ seekOffset: 30 });
    keys.seekto({ seekTime: 42 });
  };
  return { press, asked, player, session };
}

test("R085: keys of one who may not control are heard and not obeyed", () => {
  const { press, asked } = scene(false);
  press();
  assert.deepEqual(asked, []);
});

test("R081 R082: keys of one who may are requests to the room", () => {
  const { press, asked } = scene(true);
  press();
  assert.deepEqual(asked, [["play", undefined], ["pause", undefined], ["seekBy", -10], ["seekBy", 30], ["seek", 42]]);
});

test("the system is told what plays, where and how fast", () => {
  const { player, session } = scene(true);
  player.dispatchEvent(new Event("change"));
  assert.equal(session.playbackState, "playing");
  assert.deepEqual(session.position, { duration: 120, position: 120, playbackRate: 2 });
  assert.deepEqual([session.metadata.title, session.metadata.artist], ["Фильм", "Кино вместе"]);
  player.phase = "paused";
  player.dispatchEvent(new Event("change"));
  assert.equal(session.playbackState, "paused");
});

/** «Ждём: Аня»: for whom, how long, and the ways out of it, one of which can be taken back (R078, R093). */
import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { Readiness } from "../../static/js/room/readiness.js";
import { Waiting } from "../../static/js/room/waiting.js";

class FakeElement extends EventTarget {
  hidden = true;
  textContent = "";
  className = "";
  dataset = {};
  children = [];
  append(...more) {
    this.children.push(...more);
  }
  setAttribute() {}
  click() {
    this.dispatchEvent(new Event("click"));
  }
  querySelector() {
    return new FakeElement();
  }
}

const LONG = "Константин Александрович Вознесенский-Преображенский";

class FakePlayer extends EventTarget {
  anchor = { version: 3, waiting_for: [] };
  clock = { now: () => this.now, rtt: 20 };
  video = { currentTime: 5, readyState: 4, networkState: 2, seeking: false };
  phase = "waiting";
  busy = true;
  now = 50_000;
  take(fields) {
    this.anchor = { ...this.anchor, ...fields };
    this.dispatchEvent(new Event("change"));
  }
}

function scene() {
  const parts = Object.fromEntries(
    ["waiting-who", "waiting-left", "dont-wait", "go-on"].map((name) => [name, new FakeElement()]),
  );
  const box = new FakeElement();
  box.querySelector = (selector) => parts[/"(.+)"/.exec(selector)[1]];
  const toasts = new FakeElement();
  globalThis.gettext = (text) => text;
  globalThis.document = {
    documentElement: new FakeElement(),
    createElement: () => new FakeElement(),
    createElementNS: () => new FakeElement(),
    querySelector: () => toasts,
  };
  const player = new FakePlayer();
  const said = [];
  const socket = Object.assign(new EventTarget(), { send: (frame) => said.push(frame) });
  const readiness = new Readiness(player, socket);
  const remote = { goneOn: 0, goOn: () => (remote.goneOn += 1) };
  const members = { nameOf: (id) => ({ a: "Аня", v: "Василий", me: "Ольга", k: LONG })[id] };
  const awaited = Object.assign(new FakeElement(), { checked: true });
  const waiting = new Waiting(box, player, { members, me: "me", remote, readiness, awaited });
  return { parts, box, toasts, player, said, remote, awaited, waiting };
}

const check = (name, body) =>
  test(name, () => {
    mock.timers.enable({ apis: ["setInterval", "setTimeout"] });
    try {
      body(scene());
    } finally {
      mock.timers.reset();
    }
  });

check("names those who load, and counts the seconds down", ({ parts, box, player }) => {
  player.take({ waiting_for: ["a", "v"], wait_until: 59_100 });
  assert.equal(box.hidden, false);
  assert.equal(parts["waiting-who"].textContent, "Ждём: Аня, Василий");
  assert.equal(parts["waiting-left"].textContent, "ещё 10 с");
  player.now = 58_500;
  mock.timers.tick(250);
  assert.equal(parts["waiting-left"].textContent, "ещё 1 с");
  player.now = 61_000; // the word that it is over is late
  mock.timers.tick(250);
  assert.equal(parts["waiting-left"].textContent, "ещё 0 с");
  player.take({ waiting_for: [] });
  assert.equal(box.hidden, true);
});

check("two are named, the others counted, long names cut", ({ parts, player }) => {
  player.take({ waiting_for: ["k", "a", "v", "me"], wait_until: 59_100 });
  assert.equal(parts["waiting-who"].textContent, "Ждём: Константин Александрович…, Аня и ещё 2");
});

check("others may go on, the one who loads may send them", ({ parts, player, remote, said }) => {
  player.take({ waiting_for: ["a"], wait_until: 60_000 });
  assert.deepEqual([parts["go-on"].hidden, parts["dont-wait"].hidden], [false, true]);
  parts["go-on"].click();
  assert.equal(remote.goneOn, 1);
  player.take({ waiting_for: ["me"], wait_until: 60_000 });
  assert.deepEqual([parts["go-on"].hidden, parts["dont-wait"].hidden], [true, false]);
  assert.match(parts["waiting-who"].textContent, /Ждём вас/);
  assert.equal(said.at(-1).wait, true);
});

check("«не ждите меня» is said at once, shown, and taken back", ({ parts, player, awaited, said, toasts }) => {
  player.take({ waiting_for: ["me"], wait_until: 60_000 });
  parts["dont-wait"].click();
  assert.deepEqual([said.at(-1).wait, awaited.checked, toasts.children.length], [false, false, 1]);
  awaited.checked = true;
  awaited.dispatchEvent(new Event("change"));
  assert.equal(said.at(-1).wait, true);
  awaited.checked = false;
  awaited.dispatchEvent(new Event("change"));
  assert.equal(said.at(-1).wait, false);
});

check("says without whom the room went on, but not to him", ({ waiting, toasts }) => {
  waiting.hear({ without: ["me"] });
  assert.equal(toasts.children.length, 0);
  waiting.hear({ without: ["a", "me"] });
  assert.equal(toasts.children[0].children[1].textContent, "Дальше без: Аня");
});

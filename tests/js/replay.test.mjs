/** The evening played again: what is known of it, and which lines are on the page (R120). */
import assert from "node:assert/strict";
import { test } from "node:test";

import { Feed } from "../../static/js/archive/feed.js";
import { movedOn, Reel, upTo } from "../../static/js/archive/reel.js";

const line = (seq, place) => ({ seq, place, key: `${place}_${seq}`, type: "chat.message" });
const lines = (...places) => places.map((place, index) => line(index + 1, place));
const SIZES = { few: 3, most: 5 };

test("as many lines are shown as were written by the film's place", () => {
  const reel = new Reel();
  reel.reset(lines(0, 0, 10, 10, 20), true, true);
  assert.deepEqual([0, 9, 9.96, 10, 19, 50].map((place) => reel.countUpTo(place)), [2, 2, 4, 4, 4, 5]);
});

test("a reel knows only what lies between its ends", () => {
  const reel = new Reel();
  assert.equal(reel.knows(0), false);
  reel.reset(lines(10, 20, 30), false, false);
  assert.deepEqual([5, 10, 25, 30, 31].map((place) => reel.knows(place)), [false, true, true, false, false]);
  reel.reset(lines(10, 20, 30), true, true);
  assert.deepEqual([0, 31].map((place) => reel.knows(place)), [true, true]);
  reel.reset([], true, true);
  assert.equal(reel.knows(7), true);
});

test("the window keeps its beginning while it is neither too long nor too short", () => {
  assert.deepEqual(upTo({ from: 0, to: 0 }, 2, SIZES), { from: 0, to: 2 });
  assert.deepEqual(upTo({ from: 2, to: 5 }, 7, SIZES), { from: 2, to: 7 });
  assert.deepEqual(upTo({ from: 2, to: 7 }, 8, SIZES), { from: 5, to: 8 });
  assert.deepEqual(upTo({ from: 5, to: 8 }, 6, SIZES), { from: 3, to: 6 });
  assert.deepEqual(upTo({ from: 5, to: 8 }, 0, SIZES), { from: 0, to: 0 });
});

test("a window that moves on is cut at its other side", () => {
  assert.deepEqual(movedOn({ from: 4, to: 9 }, "previous", 20, SIZES), { from: 1, to: 6 });
  assert.deepEqual(movedOn({ from: 4, to: 9 }, "next", 20, SIZES), { from: 7, to: 12 });
  assert.deepEqual(movedOn({ from: 4, to: 9 }, "next", 9, SIZES), { from: 4, to: 9 });
});

/** An evening of `count` lines, one a second, in pages of ten. */
class Evening {
  constructor(count) {
    this.lines = Array.from({ length: count }, (_, index) => line(index + 1, index));
    this.asked = [];
  }

  async upTo(until) {
    this.asked.push(until);
    const end = this.lines.filter(({ place }) => place <= Number.parseFloat(until)).length;
    return this.#page(Math.max(0, end - 10), end);
  }

  async at(address) {
    this.asked.push(address);
    const [side, index] = address.split(":");
    const at = Number(index);
    return side === "next" ? this.#page(at, Math.min(at + 10, this.lines.length)) : this.#page(Math.max(0, at - 10), at);
  }

  #page(from, to) {
    const next = to < this.lines.length ? `next:${to}` : null;
    return { lines: this.lines.slice(from, to), previous: from > 0 ? `previous:${from}` : null, next };
  }
}

test("from ten thousand lines only those around the place are fetched", async () => {
  const evening = new Evening(10_000);
  const feed = new Feed(evening);
  await feed.around(5000);
  assert.equal(feed.reel.knows(5000), true);
  assert.equal(feed.reel.countUpTo(5000), 10);
  assert.equal(feed.reel.lines.length, 20);
  await feed.more("previous");
  await feed.more("next");
  assert.equal(feed.reel.lines.length, 40);
  assert.deepEqual(feed.reel.lines.map(({ seq }) => seq), Array.from({ length: 40 }, (_, index) => 4982 + index));
  assert.equal(evening.asked.length, 4);
});

test("both ends of an evening are known as ends", async () => {
  const feed = new Feed(new Evening(25));
  await feed.around(0);
  assert.deepEqual([feed.reel.atStart, feed.reel.atEnd], [true, false]);
  await feed.more("next");
  await feed.more("next");
  assert.deepEqual([feed.reel.atEnd, feed.reel.lines.length], [true, 25]);
  assert.equal(await feed.more("next"), undefined);
});

test("what is asked while an answer is awaited is not asked twice", async () => {
  const evening = new Evening(100);
  const feed = new Feed(evening);
  await Promise.all([feed.around(50), feed.around(50), feed.more("next")]);
  assert.equal(evening.asked.length, 2); // the place, and what follows it
});

/** A video element with the manners of real ones, on a simulated clock, and a player over it. */
import { mock } from "node:test";

import { Clock } from "../../static/js/room/clock.js";
import { Player } from "../../static/js/room/player.js";
import { Starter } from "../../static/js/room/starter.js";

const STEP = 5; // ms of simulated time at once
export const AHEAD = 1_000_000; // server time less local time, ms

/** Starts late, jumps slowly, stalls, tells its place in steps or with noise: as it is told to. */
export class SimulatedVideo extends EventTarget {
  paused = true;
  muted = false;
  seeking = false;
  ended = false;
  readyState = 4;
  duration = 120;
  playbackRate = 1;
  buffered = { length: 1, start: () => 0, end: () => 121 };
  /** How it behaves; spans in ms. */
  manners = { startLag: 70, jump: () => 60, keepsRate: true, noise: () => 0, step: 0 };
  jumps = [];
  rates = [];
  truth = 0; // s
  #moveAt = Infinity;
  #readyAt = Infinity;
  #shown = 0;
  #shownAt = -Infinity;
  #waiting = [];

  constructor(now, manners = {}) {
    super();
    this.now = now;
    Object.assign(this.manners, manners);
  }
  get currentTime() {
    return this.manners.step ? this.#shown : this.truth + (this.paused ? 0 : this.manners.noise(this.now()));
  }
  set currentTime(place) {
    this.jumps.push({ at: this.now(), place });
    this.truth = this.#shown = Math.min(place, this.duration);
    this.seeking = true;
    this.readyState = 1;
    this.#readyAt = this.now() + this.manners.jump(this.jumps.length);
  }
  async play() {
    this.paused = false;
    this.#moveAt = this.now() + this.manners.startLag;
    this.dispatchEvent(new Event("playing"));
  }
  pause() {
    this.paused = true;
    this.dispatchEvent(new Event("pause"));
  }
  /** Nothing to show for some time. */
  stall(span) {
    this.readyState = 2;
    this.#readyAt = this.now() + span;
  }
  advance(span) {
    if (this.now() >= this.#readyAt) this.#ready();
    if (this.rates.at(-1) !== this.playbackRate) this.rates.push(this.playbackRate);
    if (this.paused || this.readyState < 3 || this.now() < this.#moveAt) return;
    const rate = this.manners.keepsRate ? this.playbackRate : 1;
    this.truth = Math.min(this.duration, this.truth + (span / 1000) * rate);
    if (this.now() - this.#shownAt < this.manners.step) return;
    this.#shown = this.truth;
    this.#shownAt = this.now();
    for (const seen of this.#waiting.splice(0)) seen();
  }
  requestVideoFrameCallback(seen) {
    this.#waiting.push(seen);
  }
  #ready() {
    const jumped = this.seeking;
    this.#readyAt = Infinity;
    this.seeking = false;
    this.readyState = 4;
    this.#moveAt = this.now() + (this.paused ? 0 : this.manners.startLag);
    if (jumped) this.dispatchEvent(new Event("seeked"));
    this.dispatchEvent(new Event("canplay"));
  }
}

/** A player in a room that nobody else is in. */
export function scene(manners) {
  const time = { ms: 1000 };
  mock.method(performance, "now", () => time.ms);
  mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  const clock = new Clock(() => time.ms);
  const probe = () => clock.pong({ t0: time.ms, t1: time.ms + AHEAD, t2: time.ms + AHEAD }, time.ms);
  for (let i = 0; i < 16; i += 1) probe();
  const video = new SimulatedVideo(() => time.ms, manners);
  const starter = new Starter(video);
  const player = new Player(video, clock, starter, 120);
  const pass = async (span, look = () => {}) => {
    for (let i = 0; i < span; i += STEP) {
      time.ms += STEP;
      video.advance(STEP);
      mock.timers.tick(STEP);
      await null;
      await null;
      await null;
      look(time.ms);
    }
  };
  /** The page is frozen: time passes, its timers do not. */
  const freeze = (span, moves = false) => {
    time.ms += span;
    if (moves) video.advance(span);
  };
  let version = 0;
  /** The server's word, `lead` ms before it holds. */
  const say = (fields, lead = 0) => {
    version += 1;
    player.follow({ version, playing: false, position: 0, at: clock.now() + lead, rate: 1, ...fields });
  };
  const off = () => video.truth - player.wanted; // s
  return { time, clock, video, starter, player, pass, freeze, say, off, probe };
}

/** How long after now (ms) the film is last further off than `limit` s. */
export async function settles({ time, pass, off }, limit, within = 6000) {
  const start = time.ms;
  let last = 0;
  await pass(within, (now) => {
    if (Math.abs(off()) > limit) last = now - start;
  });
  return last;
}

/** A test over one scene. */
export const over = (test) => (name, manners, body) =>
  test(name, async () => {
    try {
      await body(scene(manners));
    } finally {
      mock.timers.reset();
      mock.restoreAll();
    }
  });

/** One evening of a rule on a network: the same people press the same keys at the same moments. */

import { Element } from "./element.mjs";
import { Line } from "./network.mjs";
import { luckOf, Machine, World } from "./world.mjs";

export const LOOK = 20; // ms between two looks at all films
const FILM = { duration: 1200 }; // s
const WATCH = 6000; // ms for which the films are watched after a command
const JOINED = 600; // ms until the first three sit there
const STEADY_FROM = 10_000; // ms; also where the trace's happenings begin
const FAR = 60; // s that a seek winds by
const HOLD = 2000; // ms for which the line of one is held while somebody winds
const FRAME = 0.042; // s

/** @typedef {{action: string, at: number, from: number, seats: number}} Act ms */

/**
 * @param {{name: string, Server: any, Client: any}} rule
 * @param {import("./network.mjs").Trace} trace @param {number} seed
 * @param {{steady?: number, rounds?: number, machines?: typeof differing}} [size] s, times, and how
 *   the members' machines are
 */
export async function evening(rule, trace, seed, { steady = 30, rounds = 3, machines = differing } = {}) {
  const stage = new Stage(rule, trace, seed, machines);
  for (const [seat, at] of [[0, 0], [1, JOINED / 2], [2, JOINED]]) stage.join(seat, at);
  const acts = plan(STEADY_FROM + steady * 1000, rounds, luckOf(seed));
  stage.press(0, "play", 5000);
  stage.happen(STEADY_FROM, acts.at(-1).at);
  for (const act of acts) stage.act(act);
  const end = acts.at(-1).at + WATCH;
  await stage.world.until(end);
  return stage.found(acts, [STEADY_FROM, STEADY_FROM + steady * 1000], end);
}

/** @returns {Act[]} what happens after the steady time; `from`: when the road is as good as before */
function plan(start, rounds, luck) {
  const acts = [];
  const add = (action, { held = 0, seats = 3 } = {}) => {
    const at = (acts.at(-1)?.at ?? start - WATCH - HOLD) + WATCH + HOLD + Math.floor(luck() * 50) * LOOK;
    acts.push({ action, at, from: at + held, seats });
  };
  for (let round = 0; round < rounds; round += 1) {
    for (const action of ["pause", "play", "seek"]) add(action);
    add("stall", { held: HOLD });
    add("reconnect");
  }
  add("join", { seats: 4 });
  return acts;
}

/** People's machines, as seen in real browsers: none starts, seeks and ticks like another. */
export const differing = (/** @type {() => number} */ luck) => ({
  begins: luck() * 1e6, // ms that its clock shows at 0
  drift: (luck() - 0.5) * 80, // ppm
  startLag: 20 + luck() * 70, // ms
  seekTime: 60 + luck() * 190, // ms
  skew: (luck() - 0.5) * 80, // ppm of the sound card's clock
});

class Stage {
  constructor(rule, trace, seed, machines) {
    Object.assign(this, { rule, trace, seed, machines });
    this.world = new World(seed);
    this.server = new rule.Server(this.world, FILM);
    /** @type {any[]} */
    this.members = [];
    /** @type {number[][]} seat → positions, one each `LOOK` */
    this.courses = [[], [], [], []];
    this.turn = 0;
    this.#look();
  }

  /** Somebody comes at a moment, with a machine and an element of his own. */
  join(seat, at) {
    const manners = { ...FILM, ...this.machines(luckOf(this.seed * 100 + seat)) };
    const machine = new Machine(manners.begins, manners.drift);
    this.world.after(at, machine, () => {
      const video = new Element(this.world, machine, manners);
      const way = this.trace.members[seat % this.trace.members.length];
      const line = new Line(this.world, machine, way, this.trace);
      line.server = this.server;
      line.client = new this.rule.Client(this.world, video, line, FILM);
      this.members[seat] = { machine, video, line, client: line.client };
      line.connect();
    });
  }

  /** @param {number} seat @param {string} action @param {number} at ms from now */
  press(seat, action, at) {
    const act = () => {
      const { client, video } = this.members[seat];
      client.press(action, action === "seek" ? (video.currentTime + FAR) % (FILM.duration - 60) : undefined);
    };
    this.world.after(at, this.world.server, () => this.world.after(0, this.members[seat].machine, act));
  }

  /** @param {Act} act */
  act({ action, at }) {
    const seat = this.turn++ % 3;
    const other = (seat + 1) % 3;
    if (action === "join") this.join(3, at);
    else if (action === "stall") this.world.after(at, this.world.server, () => this.members[other].line.stall(HOLD));
    else if (action === "reconnect") this.world.after(at, this.world.server, () => this.members[other].line.cut());
    if (action === "stall" || action === "reconnect") this.press(seat, "seek", at + 100);
    else if (action !== "join") this.press(seat, action, at);
  }

  /** What the trace says befalls each member, again and again. */
  happen(from, until) {
    const does = {
      stall: ({ line }, seconds) => line.stall(seconds * 1000),
      cut: ({ line }) => line.cut(),
      starve: ({ video }, seconds) => video.starve(seconds * 1000),
    };
    this.trace.members.forEach(({ events }, seat) => {
      for (const { at_s: at, kind, seconds } of events) {
        for (let t = from + at * 1000; t < until; t += this.trace.cycle_s * 1000) {
          this.world.after(t, this.world.server, () => does[kind](this.members[seat], seconds));
        }
      }
    });
  }

  #look() {
    this.courses.forEach((course, seat) => course.push(this.members[seat]?.video.currentTime ?? Number.NaN));
    this.world.after(LOOK, this.world.server, () => this.#look());
  }

  /** @param {Act[]} acts @param {[number, number]} steady @param {number} end */
  found(acts, [from, until], end) {
    const people = this.members.filter(Boolean);
    const total = (key) => people.reduce((sum, { video }) => sum + video.counts[key], 0);
    return {
      steady: this.#spreads(from, until, 3),
      reactions: acts.map((act) => this.#reaction(act)),
      moved: this.#moved(from, until),
      nudges: total("rates") / people.length / (end / 60_000),
      jumps: this.#jumps(acts) / people.length,
    };
  }

  /** @returns {number[]} ms */
  #spreads(from, until, seats) {
    const spreads = [];
    for (let i = Math.ceil(from / LOOK); i < until / LOOK; i += 1) {
      const places = this.courses.slice(0, seats).map((course) => course[i]);
      spreads.push((Math.max(...places) - Math.min(...places)) * 1000);
    }
    return spreads;
  }

  /** How much of the film passed of what should have: who stands is together with others who stand. */
  #moved(from, until) {
    const places = (/** @type {number} */ moment) =>
      this.courses.slice(0, 3).reduce((sum, course) => sum + course[Math.ceil(moment / LOOK)], 0);
    return (places(until) - places(from)) / (3 * (until - from)) * 1000;
  }

  /** How long the spread was above a frame, and above what is heard as an echo (s). */
  #reaction({ action, at, from, seats }) {
    const spreads = this.#spreads(from, at + WATCH, seats);
    const settled = (within) => {
      const last = spreads.findLastIndex((spread) => !(spread <= within));
      return last === spreads.length - 1 ? Infinity : ((last + 1) * LOOK) / 1000;
    };
    return { action, frame: settled(FRAME * 1000), echo: settled(10) };
  }

  /** Steps of a picture that nobody wanted: each seek brings one to everybody, a newcomer lands. */
  #jumps(acts) {
    const winds = acts.filter(({ action }) => ["seek", "stall", "reconnect"].includes(action));
    const landed = acts.at(-1).at + WATCH / 2;
    return this.courses.reduce((sum, course, seat) => {
      const from = seat === 3 ? landed : STEADY_FROM;
      const steps = course.flatMap((place, i) => (i * LOOK > from && leaps(course[i - 1], place) ? [i * LOOK] : []));
      const wanted = winds.filter(({ at }) => steps.some((step) => step > at && step < at + WATCH));
      return sum + steps.length - (seat === 3 ? 0 : wanted.length);
    }, 0);
  }
}

/** @param {number} before @param {number} after s, one look apart */
function leaps(before, after) {
  const step = after - before;
  return step < -FRAME || step > LOOK / 1000 + FRAME;
}

/**
 * Our own rule: the very modules of the room's page, and the server's anchor and ready gate in short
 * (rooms/gate.py): a start dated by the slowest, and a room that waits for a member who stalls.
 */

import { BURST, BURST_GAP, Clock, STEADY_GAP } from "../../../static/js/room/clock.js";
import { apply } from "../../../static/js/room/playback.js";
import { Player } from "../../../static/js/room/player.js";
import { Readiness } from "../../../static/js/room/readiness.js";
import { Starter } from "../../../static/js/room/starter.js";

const LEAD = 250; // ms, while nobody has measured
const [TRIPS, MARGIN, EARLIEST, LATEST] = [1.5, 100, 150, 1000];
const JUMP = 200; // ms that a seek lies further ahead
const LIMIT = 10_000; // ms of one waiting
const AGAIN = 60_000; // ms between two waitings for the same member

export const name = "ours";

export class Server {
  /** @param {import("./world.mjs").World} world @param {{duration: number}} film */
  constructor(world, film) {
    this.world = world;
    this.state = { duration: film.duration, playing: false, position: 0, at: world.now(), rate: 1, version: 0 };
    /** @type {Map<object, {rtt?: number, heldAt: number}>} */
    this.lines = new Map();
    this.waiting = undefined; // the line of whom the room waits for
  }

  joined(line) {
    this.lines.set(line, { heldAt: -Infinity });
    line.tell({ type: "playback", ...this.state });
  }

  left(line) {
    this.lines.delete(line);
    if (this.waiting === line) this.#obey({ action: "play" }, this.world.now());
  }

  heard(line, frame) {
    const now = this.world.now();
    if (frame.type === "clock.ping") line.tell({ type: "clock.pong", t0: frame.t0, t1: now, t2: now });
    else if (frame.type === "player.report") this.#judge(line, frame, now);
    else this.#obey(frame, now);
  }

  #judge(line, { rtt, buffering, ready, version }, now) {
    const member = this.lines.get(line);
    member.rtt = rtt ?? member.rtt;
    const stands = buffering && this.state.playing && now >= this.state.at;
    if (stands && now - member.heldAt >= AGAIN) this.#wait(line, member, now);
    else if (this.waiting === line && ready && version >= this.state.version) this.#obey({ action: "play" }, now);
  }

  #wait(line, member, now) {
    member.heldAt = now;
    this.#become({ ...apply(this.state, { action: "pause" }, now), waiting_for: ["him"], wait_until: now + LIMIT });
    this.waiting = line;
    this.limit = this.world.after(LIMIT, this.world.server, () => this.#obey({ action: "play" }, this.world.now()));
  }

  #obey(command, now) {
    const jump = command.action === "seek" ? JUMP : 0;
    const lead = Math.min(LATEST, this.#lead + jump);
    this.#become(apply(this.state, command, now, lead)); // a seek leaves a waiting
  }

  get #lead() {
    const trips = [...this.lines.values()].map(({ rtt }) => rtt).filter((rtt) => rtt !== undefined);
    if (!trips.length) return LEAD;
    return Math.min(LATEST, Math.max(EARLIEST, TRIPS * Math.max(...trips) + MARGIN));
  }

  #become(state) {
    if (!state.waiting_for?.length) {
      this.world.cancel(this.limit);
      this.waiting = this.limit = undefined;
    }
    this.state = state;
    for (const line of this.lines.keys()) line.tell({ type: "playback", ...state });
  }
}

export class Client {
  constructor(world, video, line, film) {
    Object.assign(this, { world, video, line });
    this.clock = new Clock(() => performance.now());
    this.player = new Player(video, this.clock, new Starter(video), film.duration);
    this.socket = Object.assign(new EventTarget(), {
      send: (/** @type {any} */ frame) => {
        if (line.open) line.send(frame);
        return line.open;
      },
    });
    new Readiness(this.player, /** @type {any} */ (this.socket));
  }

  opened() {
    clearTimeout(this.timer);
    this.socket.dispatchEvent(new Event("state"));
    this.#probe(0);
  }

  heard(frame) {
    if (frame.type === "playback") this.player.follow(frame);
    else this.clock.pong(frame);
  }

  /** @param {string} action @param {number} [position] s */
  press(action, position) {
    this.line.send({ type: "playback.command", action, position });
  }

  #probe(sent) {
    this.line.send(this.clock.ping());
    this.timer = setTimeout(() => this.#probe(sent + 1), sent < BURST ? BURST_GAP : STEADY_GAP);
  }
}

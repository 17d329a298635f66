/**
 * The rule of Jellyfin's SyncPlay: four timestamps over HTTP, least delay of eight wins, three probes at
 * once and then one a minute; commands carry a moment in the future; the group waits for all who load.
 * Correction by rate (60 ms to 3 s, one second long) exists and is off unless switched on.
 */

const WINDOW = 8;
const EARLY_PROBES = 3;
const EARLY_GAP = 1000;
const GAP = 60_000;
const FLOOR = 500; // ms; a start lies at least so far ahead, if it is not one after waiting
const SPEED_FROM = 0.06; // s
const SPEED_UNTO = 3;
const SPEED_SPAN = 1000; // ms
const SLOWEST = 0.2;
const LOOK = 250; // ms between two looks at the place
const TOGETHER = 0.5; // s; further off than this nobody counts as ready

export class Server {
  constructor(world) {
    this.world = world;
    /** @type {Map<any, {ping: number, ready: boolean}>} */
    this.lines = new Map();
    this.playing = false; // meant to, perhaps after waiting
    this.waiting = false;
    this.position = 0;
    this.at = 0;
  }

  get here() {
    const runs = this.playing && !this.waiting;
    return this.position + (runs ? Math.max(0, this.world.now() - this.at) / 1000 : 0);
  }

  joined(line) {
    this.lines.set(line, { ping: 0, ready: true });
    if (this.playing) this.#wait("seek", line);
    else line.tell({ type: "pause", position: this.here, when: this.world.now() });
  }

  left(line) {
    this.lines.delete(line);
    this.#resume();
  }

  heard(line, frame) {
    const now = this.world.now();
    const member = this.lines.get(line);
    if (!member) return;
    if (frame.type === "probe") line.tell({ type: "time", t0: frame.t0, t1: now, t2: now });
    else if (frame.type === "ping") member.ping = frame.ping;
    else if (frame.type === "ready") this.#ready(member, frame.position);
    else if (frame.type === "buffering" && this.playing) this.#wait("pause", line);
    else this.#obey(frame);
  }

  #obey({ action, position }) {
    if (action === "play") {
      Object.assign(this, { position: this.here, playing: true });
      this.#start(FLOOR);
    } else if (action === "pause") {
      Object.assign(this, { position: this.here, playing: false, waiting: false });
      this.#tell({ type: "pause", position: this.position, when: this.world.now() });
    } else if (action === "seek") {
      this.position = position;
      if (this.playing) this.#wait("seek");
      else this.#tell({ type: "seek", position });
    }
  }

  /** All stand until everybody is there. */
  #wait(type, who) {
    if (!(type === "seek" && !who)) this.position = this.here;
    this.waiting = true;
    for (const [line, member] of this.lines) member.ready = type === "pause" && line !== who;
    this.#tell({ type, position: this.position, when: this.world.now(), wait: true });
  }

  #ready(member, position) {
    member.ready = Math.abs(position - this.position) <= TOGETHER;
    this.#resume();
  }

  #resume() {
    if (!this.waiting || ![...this.lines.values()].every(({ ready }) => ready)) return;
    this.waiting = false;
    this.#start(0);
  }

  #start(floor) {
    const highest = Math.max(0, ...[...this.lines.values()].map(({ ping }) => ping));
    this.at = this.world.now() + Math.max(2 * highest, floor);
    this.#tell({ type: "play", position: this.position, when: this.at });
  }

  #tell(frame) {
    for (const line of this.lines.keys()) line.tell(frame);
  }
}

export class Client {
  /** Whether the switch for correction is on. */
  static corrects = false;

  constructor(world, video, line) {
    Object.assign(this, { video, line });
    /** @type {{offset: number, delay: number}[]} */
    this.probes = [];
    this.waiting = false;
    video.addEventListener("seeked", () => this.waiting && this.#ready());
    video.addEventListener("waiting", () => line.send({ type: "buffering" }));
    video.addEventListener("canplay", () => this.#ready());
    if (/** @type {any} */ (this.constructor).corrects) setInterval(() => this.#correct(), LOOK);
  }

  /** @returns {{offset: number, delay: number}|undefined} the probe that is believed */
  get best() {
    return [...this.probes].sort((one, other) => one.delay - other.delay)[0];
  }

  opened() {
    clearTimeout(this.timer);
    this.#probe(1);
  }

  press(action, position) {
    this.line.send({ action, position });
  }

  heard(frame) {
    if (frame.type === "time") this.#measured(frame);
    else this.#obey(frame);
  }

  #probe(number) {
    this.line.send({ type: "probe", t0: performance.now() });
    this.timer = setTimeout(() => this.#probe(number + 1), number < EARLY_PROBES ? EARLY_GAP : GAP);
  }

  #measured({ t0, t1, t2 }) {
    const t3 = performance.now();
    this.probes.push({ offset: (t1 - t0 + t2 - t3) / 2, delay: t3 - t0 - (t2 - t1) });
    if (this.probes.length > WINDOW) this.probes.shift();
    this.line.send({ type: "ping", ping: this.best.delay / 2 });
  }

  #obey({ type, position, when, wait = false }) {
    clearTimeout(this.due);
    this.waiting = wait;
    this.playing = type === "play" ? { position, when } : undefined;
    const offset = this.best?.offset ?? when - performance.now();
    if (type === "play") this.due = setTimeout(() => this.#start(), Math.max(0, when - offset - performance.now()));
    else this.#stand(position);
  }

  #stand(position) {
    this.video.pause();
    this.video.playbackRate = 1;
    this.video.currentTime = position;
  }

  /** At its moment, or as far into the film as it comes too late. */
  #start() {
    const late = performance.now() + (this.best?.offset ?? 0) - this.playing.when;
    if (late > 50) this.video.currentTime = this.playing.position + late / 1000;
    this.video.play().catch(() => {});
  }

  #ready() {
    this.line.send({ type: "ready", position: this.video.currentTime });
  }

  #correct() {
    const { video, playing } = this;
    if (!playing || !this.best || video.paused || video.seeking || video.readyState < 3 || this.pulling) return;
    const now = performance.now() + this.best.offset;
    const behind = playing.position + (now - playing.when) / 1000 - video.currentTime;
    if (now < playing.when || Math.abs(behind) < SPEED_FROM) return;
    if (Math.abs(behind) > SPEED_UNTO) video.currentTime += behind;
    else this.#pull(Math.max(SLOWEST, 1 + behind / (SPEED_SPAN / 1000)));
  }

  #pull(rate) {
    this.video.playbackRate = rate;
    this.pulling = setTimeout(() => {
      this.video.playbackRate = 1;
      this.pulling = undefined;
    }, SPEED_SPAN);
  }
}

/** As it comes. */
export const shipped = { name: "Jellyfin", Server, Client };

/** With the switch on. */
export const corrected = {
  name: "Jellyfin, correcting",
  Server,
  Client: class extends Client {
    static corrects = true;
  },
};

/**
 * The rule of Syncplay: the room stands where its slowest watcher stands. Once a second the server
 * tells every client the position, each answers with its own; the road is reckoned from a moving
 * average of round trips. Ahead by 1.5 s: 5 % slower until 0.1 s; ahead by 4 s: rewind; behind by
 * 5 s: forward, with a quarter of a second on top. Who presses acts at once, and ignores what the
 * server said before it had heard of that.
 */

const TICK = 1000;
const WEIGHT = 0.85;
const SLOW_FROM = 1.5; // s
const SLOW_UNTIL = 0.1;
const SLOW = 0.95;
const REWIND = 4;
const FORWARD = 5;
const FORWARD_LEAD = 0.25;
const OLD = 1000; // ms after which a position is asked for again

export const name = "Syncplay";

/** How long a message was under way (ms), by its round trip and by the other side's. */
class Road {
  average = 0;
  forward = 0;
  rtt = 0;

  note(rtt, theirs = 0) {
    this.rtt = rtt;
    this.average = this.average ? this.average * WEIGHT + rtt * (1 - WEIGHT) : rtt;
    this.forward = this.average / 2 + (theirs && theirs < rtt ? rtt - theirs : 0);
  }
}

export class Server {
  constructor(world) {
    this.world = world;
    /** @type {Map<any, {road: Road, position: number, at: number, echo?: any}>} */
    this.lines = new Map();
    this.playing = false;
    this.position = 0;
    this.at = 0;
    world.after(TICK, world.server, () => this.#tick());
  }

  joined(line) {
    this.lines.set(line, { road: new Road(), position: Infinity, at: this.world.now() });
    this.#tell(line, { seek: true });
  }

  left(line) {
    this.lines.delete(line);
  }

  heard(line, frame) {
    const watcher = this.lines.get(line);
    if (!watcher) return;
    const now = this.world.now();
    watcher.echo = { t: frame.t, at: now };
    watcher.presses = frame.presses;
    if (frame.echo !== undefined) watcher.road.note(now - frame.echo, frame.rtt);
    const under = this.playing ? watcher.road.forward / 1000 : 0;
    Object.assign(watcher, { position: frame.position + under, at: now });
    if (frame.action) this.#obey(line, frame, now);
  }

  #obey(from, { action, position }, now) {
    if (action !== "seek") this.playing = action === "play";
    Object.assign(this, { position, at: now });
    for (const watcher of this.lines.values()) Object.assign(watcher, { position, at: now });
    for (const line of this.lines.keys()) if (line !== from) this.#tell(line, { seek: action === "seek" });
  }

  /** The least of all positions, each counted on since it was told. */
  #here(now) {
    const ran = (at) => (this.playing ? (now - at) / 1000 : 0);
    if (now - this.at > OLD) {
      const known = [...this.lines.values()].filter(({ position }) => Number.isFinite(position));
      if (known.length) {
        this.position = Math.min(...known.map(({ position, at }) => position + ran(at)));
        this.at = now;
      }
    }
    return this.position + ran(this.at);
  }

  #tell(line, more = {}) {
    const now = this.world.now();
    const { echo, road, presses } = this.lines.get(line);
    const held = echo && { t: echo.t, held: now - echo.at };
    const state = { position: this.#here(now), playing: this.playing };
    line.tell({ ...state, t: now, echo: held, rtt: road.rtt, presses, ...more });
  }

  #tick() {
    for (const line of this.lines.keys()) this.#tell(line);
    this.world.after(TICK, this.world.server, () => this.#tick());
  }
}

export class Client {
  constructor(world, video, line) {
    Object.assign(this, { video, line });
    this.road = new Road();
    this.playing = false;
    this.presses = 0;
  }

  opened() {
    this.presses = 0;
  }

  heard(frame) {
    const { video } = this;
    if (frame.echo) this.road.note(performance.now() - frame.echo.t - frame.echo.held, frame.rtt);
    if ((frame.presses ?? 0) < this.presses) return;
    const here = frame.position + (frame.playing ? this.road.forward / 1000 : 0);
    if (frame.seek) video.currentTime = here;
    if (frame.playing !== this.playing) this.#turn(frame.playing, here);
    if (!frame.seek && frame.playing && !video.seeking) this.#follow(video.currentTime - here, here);
    this.line.send({ ...this.#mine(), echo: frame.t });
  }

  press(action, position) {
    this.presses += 1;
    if (action === "seek") this.video.currentTime = position;
    else this.#turn(action === "play");
    this.line.send({ ...this.#mine(), action });
  }

  #mine() {
    const { road, presses, video } = this;
    return { t: performance.now(), position: video.currentTime, rtt: road.rtt, presses };
  }

  #turn(playing, here) {
    this.playing = playing;
    if (playing) this.video.play().catch(() => {});
    else this.video.pause();
    if (!playing && here !== undefined) this.video.currentTime = here;
  }

  #follow(ahead, here) {
    const { video } = this;
    if (ahead >= REWIND) video.currentTime = here;
    else if (ahead <= -FORWARD) video.currentTime = here + FORWARD_LEAD;
    else if (ahead >= SLOW_FROM) video.playbackRate = SLOW;
    else if (ahead <= SLOW_UNTIL) video.playbackRate = 1;
  }
}

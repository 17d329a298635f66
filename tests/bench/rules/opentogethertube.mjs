/**
 * The rule of OpenTogetherTube: no clock is measured. The server reckons the position and tells
 * changes after 50 ms, and all once a second; a client counts on from the moment at which it heard, and
 * jumps when it is more than a second off, looking every 250 ms.
 */

const DEBOUNCE = 50;
const TICK = 1000;
const LOOK = 250;
const OFF = 1.0; // s

export const name = "OpenTogetherTube";

export class Server {
  constructor(world) {
    this.world = world;
    this.lines = new Set();
    this.playing = false;
    this.position = 0;
    this.since = 0;
    world.after(TICK, world.server, () => this.#tick());
  }

  get here() {
    return this.position + (this.playing ? (this.world.now() - this.since) / 1000 : 0);
  }

  joined(line) {
    this.lines.add(line);
    line.tell(this.#state());
  }

  left(line) {
    this.lines.delete(line);
  }

  heard(_line, { action, position }) {
    this.position = action === "seek" ? position : this.here;
    this.since = this.world.now();
    if (action !== "seek") this.playing = action === "play";
    const state = this.#state();
    this.world.after(DEBOUNCE, this.world.server, () => this.#tell(state));
  }

  #state() {
    return { playing: this.playing, position: this.here };
  }

  #tell(state) {
    for (const line of this.lines) line.tell(state);
  }

  #tick() {
    this.#tell(this.#state());
    this.world.after(TICK, this.world.server, () => this.#tick());
  }
}

export class Client {
  constructor(world, video, line) {
    Object.assign(this, { video, line });
    setInterval(() => this.#look(), LOOK);
  }

  opened() {}

  heard(state) {
    this.state = state;
    this.at = performance.now();
    if (state.playing) this.video.play().catch(() => {});
    else this.video.pause();
    this.#look();
  }

  press(action, position) {
    this.line.send({ action, position });
  }

  #look() {
    if (!this.state || this.video.seeking) return;
    const ran = this.state.playing ? (performance.now() - this.at) / 1000 : 0;
    const wanted = this.state.position + ran;
    if (Math.abs(this.video.currentTime - wanted) > OFF) this.video.currentTime = wanted;
  }
}

/** A plain relay of events: who presses acts at once, the others do the same when they hear of it. */

export const name = "event relay";

export class Server {
  constructor(world) {
    this.world = world;
    this.lines = new Set();
    this.last = { action: "pause", position: 0 };
    this.at = 0;
  }

  joined(line) {
    this.lines.add(line);
    const ran = this.last.action === "pause" ? 0 : (this.world.now() - this.at) / 1000;
    line.tell({ ...this.last, position: this.last.position + ran });
  }

  left(line) {
    this.lines.delete(line);
  }

  heard(line, frame) {
    const action = frame.action === "seek" ? this.last.action : frame.action;
    this.last = { action, position: frame.position };
    this.at = this.world.now();
    for (const other of this.lines) if (other !== line) other.tell(this.last);
  }
}

export class Client {
  constructor(world, video, line) {
    Object.assign(this, { video, line });
  }

  opened() {}

  heard({ action, position }) {
    this.video.currentTime = position;
    this.#do(action);
  }

  press(action, position) {
    if (action === "seek") this.video.currentTime = position;
    else this.#do(action);
    this.line.send({ action, position: this.video.currentTime });
  }

  #do(action) {
    if (action === "play") this.video.play().catch(() => {});
    else this.video.pause();
  }
}

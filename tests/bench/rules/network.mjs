/** Lines between members and the server that behave as a recorded trace says. */

const BACK_OFF = 150; // ms that a client waits after a cut, and as much again by luck
const HOP = 1; // ms each way that even the best road takes

/**
 * @typedef {{at_s: number, kind: "stall"|"cut"|"starve", seconds?: number}} Happening
 * @typedef {{up_ms: number[], down_ms: number[], events: Happening[]}} Way
 * @typedef {{name: string, seed: number, step_ms: number, cycle_s: number, members: Way[]}} Trace
 */

/** One member's line. `heard(frame)` and `opened()` are the client's. */
export class Line {
  /**
   * @param {import("./world.mjs").World} world @param {import("./world.mjs").Machine} machine
   * @param {Way} way @param {Trace} trace
   */
  constructor(world, machine, way, trace) {
    Object.assign(this, { world, machine, way, trace });
    this.open = false;
    this.life = 0; // frames of an earlier life of the line are lost
    this.stillUntil = 0;
    this.due = { up: 0, down: 0 };
  }

  /** @param {"up"|"down"} side @returns {number} ms that a frame takes which leaves now */
  takes(side) {
    const course = side === "up" ? this.way.up_ms : this.way.down_ms;
    const { moment } = this.world;
    const held = Math.max(0, this.stillUntil - moment);
    return HOP + held + course[Math.floor(moment / this.trace.step_ms) % course.length];
  }

  /** Carry a frame; order is kept, and a frame of a dead line never comes. */
  carry(side, machine, take) {
    const life = this.life;
    const due = Math.max(this.due[side], this.world.moment + this.takes(side));
    this.due[side] = due;
    this.world.after(due - this.world.moment, machine, () => life === this.life && take());
  }

  /** Client → server. @param {any} frame */
  send(frame) {
    if (this.open) this.carry("up", this.world.server, () => this.server.heard(this, frame));
  }

  /** Server → client. @param {any} frame */
  tell(frame) {
    if (this.life > 0) this.carry("down", this.machine, () => this.client.heard(frame));
  }

  /** Connect: two times to the server and back, then it knows of us. */
  connect() {
    this.life += 1;
    this.carry("up", this.world.server, () =>
      this.carry("down", this.machine, () =>
        this.carry("up", this.world.server, () => {
          this.server.joined(this);
          this.carry("down", this.machine, () => {
            this.open = true;
            this.client.opened();
          });
        }),
      ),
    );
  }

  /** Lose what is on its way, and come back. */
  cut() {
    this.open = false;
    this.life += 1;
    this.due = { up: 0, down: 0 };
    this.server.left(this);
    this.world.after(BACK_OFF * (1 + this.world.luck()), this.machine, () => this.connect());
  }

  /** Hold everything. @param {number} span ms */
  stall(span) {
    this.stillUntil = this.world.moment + span;
  }
}

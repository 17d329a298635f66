/**
 * The room's clock: server time, estimated from four timestamps of each probe.
 *
 * Time is taken from the browser's monotonic clock, so a changed wall clock harms nothing. Of each
 * direction the quickest way of late is believed, be it of two different probes (docs/adr/0070);
 * while the film plays the estimate is slewed, never stepped, so that a better probe does not make
 * the picture jump.
 *
 * A probe says between which two values the truth lies. Two probes that cannot both be true mean
 * that a clock has jumped between them (a laptop slept and its monotonic clock stood still, a
 * server's clock was set): the older ones are forgotten, whatever their round trip.
 */

export const BURST = 16; // probes at join
export const BURST_GAP = 50; // ms between them
export const STEADY_GAP = 2500; // ms between probes afterwards
const WINDOW = 32; // probes remembered
const SLEW = 0.01; // ms of correction a ms: 10 ms a second, far inside what the player can follow
const SLACK = 10; // ms by which two probes may contradict each other: servers agree no better
const WANDER = 50e-6; // two quartz clocks drift apart by some 50 ppm: old probes lose their worth

/**
 * One finished probe: our clock + `offset` = server's clock, to within half of `rtt`. `up` is the way
 * there and the offset, `down` the way back less it.
 * @typedef {{offset: number, rtt: number, up: number, down: number, taken: number}} Probe
 */

export class Clock {
  /** @param {() => number} [monotonic] ms, never set back */
  constructor(monotonic = () => performance.now()) {
    this.monotonic = monotonic;
    /** @type {Probe[]} */
    this.probes = [];
    /** Whether the film moves: then the estimate is slewed. */
    this.playing = false;
    this.offset = 0;
    this.slewedAt = monotonic();
  }

  /** @returns {boolean} whether at least one probe came back */
  get ready() {
    return this.probes.length > 0;
  }

  /** @returns {number|undefined} the lowest round trip of late (ms) */
  get rtt() {
    return this.ready ? Math.min(...this.probes.map((probe) => probe.rtt)) : undefined;
  }

  /** @returns {Probe|null} the probe with the least round trip, counting its age's wander */
  get best() {
    const now = this.monotonic();
    const doubt = (/** @type {Probe} */ p) => p.rtt / 2 + (now - p.taken) * WANDER;
    return this.probes.reduce(
      (best, probe) => (!best || doubt(probe) < doubt(best) ? probe : best),
      /** @type {Probe|null} */ (null),
    );
  }

  /** @returns {number} what our clock lacks, ms: half of what the quickest ways differ by */
  get #estimate() {
    const now = this.monotonic();
    const aged = this.probes.map((probe) => (now - probe.taken) * WANDER);
    const quickest = (/** @type {"up"|"down"} */ side) =>
      Math.min(...this.probes.map((probe, i) => probe[side] + aged[i]));
    return (quickest("up") - quickest("down")) / 2;
  }

  /** @returns {{type: "clock.ping", t0: number}} the frame that asks the server for its time */
  ping() {
    return { type: "clock.ping", t0: this.monotonic() };
  }

  /**
   * Take the answer to a probe.
   * @param {{t0: number, t1: number, t2: number}} pong @param {number} [t3] when it came (ms)
   */
  pong({ t0, t1, t2 }, t3 = this.monotonic()) {
    const rtt = t3 - t0 - (t2 - t1);
    if (![t0, t1, t2].every(Number.isFinite) || rtt < 0) return;
    const [up, down] = [t1 - t0, t3 - t2];
    const probe = { offset: (up - down) / 2, rtt, up, down, taken: t3 };
    this.probes = this.probes.filter((old) => agree(old, probe)).slice(1 - WINDOW);
    this.probes.push(probe);
    this.#move();
  }

  /** @returns {number} server time, ms */
  now() {
    this.#move();
    return this.monotonic() + this.offset;
  }

  /** @param {number} serverTime @returns {number} the same moment on `monotonic` */
  local(serverTime) {
    this.#move();
    return serverTime - this.offset;
  }

  /** Forget what was measured: the machine slept, nothing of before counts. */
  reset() {
    this.probes = [];
  }

  #move() {
    const now = this.monotonic();
    const allowed = (now - this.slewedAt) * SLEW;
    this.slewedAt = now;
    if (!this.ready) return;
    const missing = this.#estimate - this.offset;
    const settled = this.probes.length >= BURST; // before that nothing was in step with it anyway
    if (!this.playing || !settled) this.offset += missing;
    else this.offset += Math.max(-allowed, Math.min(allowed, missing));
  }
}

/** @param {Probe} old @param {Probe} fresh @returns {boolean} whether both can be true */
function agree(old, fresh) {
  const wander = (fresh.taken - old.taken) * WANDER;
  return Math.abs(fresh.offset - old.offset) <= (fresh.rtt + old.rtt) / 2 + wander + SLACK;
}

/** Asks the server for its time: a burst, then one probe at a time, until it is stopped. */
export class Probing {
  /** @param {Clock} clock @param {(frame: object) => void} send */
  constructor(clock, send) {
    Object.assign(this, { clock, send });
    this.running = false;
  }

  /** Begin with a burst; one that is under way begins anew. */
  start() {
    this.stop();
    this.running = true;
    this.sent = 0;
    this.#probe();
  }

  stop() {
    this.running = false;
    clearTimeout(this.timer);
  }

  #probe() {
    this.send(this.clock.ping());
    this.sent += 1;
    this.timer = setTimeout(() => this.#probe(), this.sent < BURST ? BURST_GAP : STEADY_GAP);
  }
}

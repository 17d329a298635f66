/**
 * The room's clock: server time, estimated from four timestamps of each probe.
 *
 * Time is taken from the browser's monotonic clock, so a changed wall clock harms nothing. The
 * probe with the lowest round trip is believed; while the film plays the estimate is slewed, never
 * stepped, so that a better probe does not make the picture jump.
 */

export const BURST = 16; // probes at join
export const BURST_GAP = 50; // ms between them
export const STEADY_GAP = 2500; // ms between probes afterwards
const WINDOW = 32; // probes remembered
const SLEW = 0.01; // ms of correction a ms: 10 ms a second, far inside what the player can follow
const STEP = 1000; // ms; a difference above this is a machine that slept, not a measurement
const WANDER = 50e-6; // two quartz clocks drift apart by some 50 ppm: old probes lose their worth

/**
 * One finished probe: our clock + `offset` = server's clock, to within half of `rtt`.
 * @typedef {{offset: number, rtt: number, taken: number}} Probe
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

  /** @returns {Probe|null} the probe that is believed: least round trip, less its age's wander */
  get best() {
    const now = this.monotonic();
    const doubt = (/** @type {Probe} */ p) => p.rtt / 2 + (now - p.taken) * WANDER;
    return this.probes.reduce(
      (best, probe) => (!best || doubt(probe) < doubt(best) ? probe : best),
      /** @type {Probe|null} */ (null),
    );
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
    this.probes.push({ offset: (t1 - t0 + (t2 - t3)) / 2, rtt, taken: t3 });
    if (this.probes.length > WINDOW) this.probes.shift();
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

  /** Forget what was measured: the machine slept, or another server's past was restored. */
  reset() {
    this.probes = [];
  }

  #move() {
    const now = this.monotonic();
    const best = this.best;
    const allowed = (now - this.slewedAt) * SLEW;
    this.slewedAt = now;
    if (!best) return;
    const missing = best.offset - this.offset;
    if (!this.playing || Math.abs(missing) > STEP) this.offset = best.offset;
    else this.offset += Math.max(-allowed, Math.min(allowed, missing));
  }
}

/**
 * Probe the server: a burst, then one probe at a time for as long as it is not stopped.
 * @param {Clock} clock @param {(frame: object) => void} send
 * @returns {() => void} stop
 */
export function keepProbing(clock, send) {
  let sent = 0;
  /** @type {ReturnType<typeof setTimeout>} */
  let timer;
  const probe = () => {
    send(clock.ping());
    sent += 1;
    timer = setTimeout(probe, sent < BURST ? BURST_GAP : STEADY_GAP);
  };
  probe();
  return () => clearTimeout(timer);
}

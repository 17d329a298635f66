/**
 * Virtual time in which players, a network and a server live: no waiting, and the same seed gives
 * the same evening.
 *
 * Each member has a clock of his own, that begins anywhere and runs a little too fast or too slow.
 * While his code runs, `performance.now()` and the timers are his, so that the real modules of the
 * room's page work here unchanged.
 */

/** @param {number} seed @returns {() => number} 0..1, always the same row (mulberry32) */
export function luckOf(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A place where code runs: a member's machine, or the server. */
export class Machine {
  /** @param {number} [begins] ms that its clock shows at 0 @param {number} [skew] ppm too fast */
  constructor(begins = 0, skew = 0) {
    this.begins = begins;
    this.speed = 1 + skew / 1e6;
  }

  /** @param {number} moment true time, ms @returns {number} what its clock shows */
  reads(moment) {
    return this.begins + moment * this.speed;
  }
}

const NAMES = ["performance", "setTimeout", "clearTimeout", "setInterval", "clearInterval"];

export class World {
  /** @param {number} seed */
  constructor(seed) {
    this.luck = luckOf(seed);
    this.moment = 0; // true time, ms
    this.server = new Machine(1_700_000_000_000);
    this.here = this.server; // whose code runs
    /** @type {{at: number, order: number, machine: Machine, work: Function}[]} a binary heap */
    this.heap = [];
    this.order = 0;
    /** @type {Set<number>} */
    this.cancelled = new Set();
  }

  /** @returns {number} what the clock of the machine shows whose code runs, ms */
  now() {
    return this.here.reads(this.moment);
  }

  /** Do `work` as `machine` in so many true ms. @returns {number} for `cancel` */
  after(delay, machine, work) {
    const order = ++this.order;
    this.#push({ at: this.moment + Math.max(0, delay), order, machine, work });
    return order;
  }

  /** @param {number} [order] */
  cancel(order) {
    if (order !== undefined) this.cancelled.add(order);
  }

  /** Let true time pass up to a moment (ms). */
  async until(moment) {
    this.#install();
    try {
      while (this.heap.length && this.heap[0].at <= moment) await this.#next();
      this.moment = moment;
    } finally {
      this.#restore();
    }
  }

  async #next() {
    const { at, order, machine, work } = this.#pop();
    if (this.cancelled.delete(order)) return;
    this.moment = at;
    this.here = machine;
    work();
    for (let turn = 0; turn < 8; turn += 1) await null; // promises that `work` settled
  }

  #install() {
    const timer = (work, delay = 0) =>
      this.after(delay / this.here.speed + this.luck(), this.here, work); // timers are a bit late
    const every = (work, gap) => {
      const series = { order: 0 };
      const machine = this.here;
      const again = () => {
        series.order = this.after(gap / machine.speed + this.luck(), machine, again);
        work();
      };
      series.order = this.after(gap / machine.speed, machine, again);
      return series;
    };
    const stop = (one) => this.cancel(typeof one === "object" ? one?.order : one);
    const mine = [{ now: () => this.now() }, timer, stop, every, stop];
    this.kept = NAMES.map((name) => Object.getOwnPropertyDescriptor(globalThis, name));
    NAMES.forEach((name, i) =>
      Object.defineProperty(globalThis, name, { value: mine[i], configurable: true, writable: true }),
    );
  }

  #restore() {
    NAMES.forEach((name, i) => Object.defineProperty(globalThis, name, this.kept[i]));
  }

  #push(event) {
    const { heap } = this;
    let i = heap.push(event) - 1;
    while (i > 0 && before(heap[i], heap[(i - 1) >> 1])) {
      [heap[i], heap[(i - 1) >> 1]] = [heap[(i - 1) >> 1], heap[i]];
      i = (i - 1) >> 1;
    }
  }

  #pop() {
    const { heap } = this;
    const first = heap[0];
    const last = heap.pop();
    if (heap.length) heap[0] = last;
    for (let i = 0, least = 0; ; i = least) {
      for (const child of [2 * i + 1, 2 * i + 2]) {
        if (child < heap.length && before(heap[child], heap[least])) least = child;
      }
      if (least === i) return first;
      [heap[i], heap[least]] = [heap[least], heap[i]];
    }
  }
}

const before = (one, other) => one.at < other.at || (one.at === other.at && one.order < other.order);

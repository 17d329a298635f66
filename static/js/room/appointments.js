/**
 * Whatever begins to run keeps an appointment (docs/adr/0044): it stands at a place, loaded, and
 * starts when the room comes by. A common start is one, and so is each jump of a running film.
 */

const GIVE_UP = 700; // ms; some browsers load nothing before play(), so that it is tried in the end
const TRIES = 3; // appointments in a row
const SOON = 100; // ms; for what is nearer the next look at the element may come too late

/**
 * Stand at `place` (s) and start when the server's clock shows `at` (ms).
 * @typedef {{place: number, at: number, tries: number, asked?: number, cost?: import("./learned.js").Learned}} Appointment
 */

export class Appointments {
  /**
   * @param {{film: import("./film.js").Film, course: import("./course.js").Course,
   *   clock: import("./clock.js").Clock, starter: import("./starter.js").Starter,
   *   corrector: import("./correction.js").Corrector, habits: import("./habits.js").Habits,
   *   counts: {jumps: number}}} parts
   * @param {() => void} look at the element again
   */
  constructor(parts, look) {
    Object.assign(this, parts, { look });
    /** @type {Appointment|null} */
    this.next = null;
  }

  /** There is another anchor: nothing of the old one is to be kept or learned from. */
  forget() {
    this.next = null;
    this.started = null;
  }

  /** @returns {boolean} whether it runs towards the anchor's own start already */
  get begun() {
    return this.begunVersion === this.course.anchor.version;
  }

  /** Take the common start as appointment, or, if it cannot be kept, one a little later. */
  accept() {
    const { position, at } = this.course.anchor;
    const place = this.film.reachable(position);
    const late = this.habits.needed(place) - (at - this.clock.now());
    const away = this.film.isAway(place);
    this.next = { place, at, tries: 0 };
    if (away && this.#isHopeless(late)) this.#aim(0);
  }

  /** Make an appointment with the running room, as far ahead as this player needs to get there. */
  jump(tries = 0) {
    this.#aim(tries);
    this.counts.jumps += 1;
    this.keep();
  }

  /** Stand there, and start in time. */
  keep() {
    const { next, habits } = this;
    if (this.film.stand(next.place)) {
      next.asked = performance.now();
      next.cost = habits.cost(next.place);
    }
    const lag = habits.lag(Boolean(next.cost)).usual;
    const wait = this.clock.local(next.at) - performance.now() - lag;
    clearTimeout(this.timer);
    if (this.film.busy && wait > -GIVE_UP) return;
    this.#learnJump(next);
    if (wait > 0) {
      if (wait < SOON) this.timer = setTimeout(() => this.look(), wait);
    } else if (next.tries < TRIES && this.#isHopeless(-wait)) {
      this.jump(next.tries + 1);
    } else {
      this.play(next);
    }
  }

  /** @param {Appointment} [appointment] that this start is for */
  async play(appointment) {
    this.next = null;
    this.begunVersion = this.course.anchor.version;
    this.corrector.started(performance.now());
    const playedAt = this.clock.now();
    if (!(await this.starter.play()) || !appointment) return;
    const lag = this.habits.lag(Boolean(appointment.cost));
    this.started = { at: appointment.at, playedAt, lag };
  }

  /** How long after play() the film had moved, if it was to start at a given time. */
  learnStart() {
    if (!this.started || !this.corrector.sure) return;
    const { at, playedAt, lag } = this.started;
    this.started = null;
    lag.note(at - playedAt - (this.corrector.offset * 1000) / this.course.current.rate);
  }

  /** @param {Appointment} appointment to whose place the film has come */
  #learnJump(appointment) {
    const span = performance.now() - appointment.asked;
    if (appointment.asked && !this.film.busy) appointment.cost.note(span);
    appointment.asked = undefined;
  }

  /** @param {number} tries that were in vain */
  #aim(tries) {
    const at = this.clock.now() + this.habits.span(this.course.wanted, tries);
    this.next = { place: this.film.reachable(this.course.positionAt(at)), at, tries };
  }

  /** @param {number} late ms */
  #isHopeless(late) {
    return this.habits.isHopeless(late, this.course.wanted);
  }
}

/**
 * The film obeys the room: a function from the server's anchor to the video element.
 *
 * Never sends anything and never takes a media event for a wish of the viewer, so that what the
 * room did cannot come back as an echo. Personal things (sound, full screen) live elsewhere.
 *
 * Decides what to do at this moment: `course.js` knows where the film should be, `appointments.js`
 * gets it going, `correction.js` keeps it in step.
 */

import { Appointments } from "./appointments.js";
import { Corrector } from "./correction.js";
import { Course } from "./course.js";
import { Film } from "./film.js";
import { Gauge } from "./gauge.js";
import { Habits, START_HERE } from "./habits.js";

const TICK = 50; // ms between two looks at the element
const BRISK_TICK = 25; // ms, while it starts or comes back to its place
const AT_ONCE = 0.25; // s; after a command a film further off than this jumps without measuring
const STILLS = 5; // s between two pictures while the browser does not let the film run

/** Events: `change` (a state was taken), `tick` (the element was looked at). */
export class Player extends EventTarget {
  /**
   * @param {HTMLVideoElement} video @param {import("./clock.js").Clock} clock
   * @param {import("./starter.js").Starter} starter
   * @param {number} duration seconds, the server's word
   */
  constructor(video, clock, starter, duration) {
    super();
    Object.assign(this, { video, clock, starter, duration });
    this.over = false;
    this.moved = false; // the anchor is new, and the element has not been looked at since
    this.counts = { jumps: 0, nudges: 0 };
    this.corrector = new Corrector();
    this.gauge = new Gauge(video);
    this.course = new Course(clock);
    this.film = new Film(video, this.course, this.corrector);
    const { film, course, corrector, counts } = this;
    const parts = { film, course, clock, starter, corrector, habits: new Habits(video), counts };
    this.appointments = new Appointments(parts, () => this.tick());
    video.addEventListener("seeked", () => this.#landed());
    for (const event of ["loadedmetadata", "canplay", "playing", "pause"]) {
      video.addEventListener(event, () => this.tick());
    }
    this.#beat();
  }

  #beat() {
    if (this.over) return;
    this.tick();
    const brisk = this.appointments.next || performance.now() < this.corrector.briskUntil;
    setTimeout(() => this.#beat(), brisk ? BRISK_TICK : TICK);
  }

  /** Take the room's state; an older one than known changes nothing. @param {any} playback */
  follow(playback) {
    if (this.anchor && playback.version < this.anchor.version) return;
    const runs = !this.appointments.next && !this.video.paused;
    if (this.course.take({ ...playback, duration: this.duration }, runs)) {
      this.appointments.forget();
      this.moved = true;
      this.corrector.begin(performance.now());
    }
    this.tick();
    this.dispatchEvent(new Event("change"));
  }

  /** The room's past was restored: the next state counts, whatever its version. */
  forget() {
    this.course.forget();
  }

  /** The evening is over for this viewer: the film stops, whatever the room says. */
  end() {
    this.over = true;
    this.video.pause();
  }

  /** The page was asleep: the film is somewhere, and nobody minds how it comes back. */
  woke() {
    this.appointments.next = null;
    this.corrector.begin(performance.now());
    this.tick();
  }

  get anchor() {
    return this.course.anchor;
  }

  /** @returns {number} where the film should be now, s */
  get wanted() {
    return this.course.wanted;
  }

  /** @returns {string} what the room is doing now */
  get phase() {
    return this.course.phase;
  }

  /** @returns {boolean} whether the element has nothing to show at the moment */
  get busy() {
    return this.film.busy;
  }

  /** Look at the element and do what the anchor asks. */
  tick() {
    if (this.over || !this.anchor || !this.clock.ready || !this.film.known) return;
    const phase = this.phase;
    this.clock.playing = phase === "playing";
    if (phase === "playing") this.#run();
    else if (phase === "scheduled") this.#await();
    else this.#hold();
    this.dispatchEvent(new Event("tick"));
  }

  #run() {
    const off = this.gauge.read() - this.wanted;
    if (this.appointments.next) this.appointments.keep();
    else if (this.video.paused) this.#begin(off);
    else if (this.moved && Math.abs(off) > AT_ONCE) this.appointments.jump();
    else this.#correct(off);
    this.moved = false;
  }

  /** Stand at the anchor's place. */
  #hold() {
    this.appointments.next = null;
    this.film.stand(this.film.reachable(this.wanted));
    this.moved = false;
  }

  /** Stand until the common start. */
  #await() {
    this.moved = false;
    if (this.appointments.begun) return;
    if (!this.appointments.next) this.appointments.accept();
    this.appointments.keep();
  }

  /** The room plays and this player stands: a newcomer, or one that the browser stopped. */
  #begin(off) {
    const { video, film } = this;
    if (video.ended && this.wanted > video.duration - 0.5) return; // play() would begin anew
    if (this.starter.blocked) {
      if (Math.abs(off) > STILLS && !video.seeking) video.currentTime = film.reachable(this.wanted);
    } else if (Math.abs(off) > START_HERE) this.appointments.jump();
    else this.appointments.play();
  }

  /** @param {number} off s that the player is ahead */
  #correct(off) {
    const action = this.corrector.step({ offset: off, now: performance.now(), busy: this.busy });
    if (action.kind === "rate") this.counts.nudges += 1;
    this.appointments.learnStart();
    if (action.kind === "seek") this.appointments.jump();
    else this.film.setRate(this.corrector.factor);
  }

  #landed() {
    if (!this.appointments.next) this.corrector.restart(performance.now());
    this.tick();
  }
}

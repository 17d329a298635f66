/**
 * The playback arithmetic: where the film is, and what a command makes of it.
 *
 * The twin of `rooms/playback.py`; both pass the table of cases in
 * `tests/rooms/playback_cases.json`. Pure: no clock, no element, no network. Times are
 * milliseconds of server time, positions are seconds of film.
 */

/**
 * The anchor: the film stands at `position` s at `at` ms and moves at `rate` while playing.
 * @typedef {object} Playback
 * @property {number} duration
 * @property {boolean} playing
 * @property {number} position
 * @property {number} at
 * @property {number} rate
 * @property {number} version
 * @property {string[]} [waiting_for] the film stands until they are ready…
 * @property {number} [wait_until] …or this moment (ms) has come
 *
 * @typedef {"scheduled"|"playing"|"paused"|"waiting"|"ended"} Phase
 *
 * A wish of a member; `version`, if given, is the state's version that he saw.
 * @typedef {object} Command
 * @property {string} action
 * @property {number|null} [position]
 * @property {number|null} [rate]
 * @property {number|null} [version]
 */

export const MIN_RATE = 0.5;
export const MAX_RATE = 2.0;

/** The command makes no sense: unknown action, a number missing or not finite. */
export class BadCommand extends Error {}

/** The command was made for an older version of the state; it changes nothing. */
export class StaleCommand extends Error {}

/** @param {number} position @param {number} duration @returns {number} position moved into 0..duration */
export function clamp(position, duration) {
  return Math.min(Math.max(position, 0), duration);
}

/**
 * The position (s) at `now` (ms), clamped to the film. Before an anchor that lies ahead the film
 * stands still at the anchor's position.
 * @param {Playback} state @param {number} now @returns {number}
 */
export function positionAt(state, now) {
  const moved = state.playing ? (Math.max(0, now - state.at) / 1000) * state.rate : 0;
  return clamp(state.position + moved, state.duration);
}

/** @param {Playback} state @param {number} now @returns {Phase} what the film is doing at `now` */
export function phaseAt(state, now) {
  if (positionAt(state, now) >= state.duration) return "ended";
  if (state.waiting_for?.length) return "waiting";
  if (!state.playing) return "paused";
  return now < state.at ? "scheduled" : "playing";
}

/** @param {Playback} state @returns {number|null} when (ms) the film reaches its end, null while it stands */
export function endsAt(state) {
  if (!state.playing) return null;
  return state.at + ((state.duration - state.position) / state.rate) * 1000;
}

/**
 * The state after `command` at `now` (ms), one version higher. What moves starts at `now + lead`; a
 * new rate of a film that runs begins where the film will have come to by then. Play and pause end a waiting, the others leave it.
 * @param {Playback} state @param {Command} command @param {number} now @param {number} [lead]
 * @returns {Playback}
 * @throws {BadCommand|StaleCommand} the old state stays good
 */
export function apply(state, command, now, lead = 0) {
  if (command.version != null && command.version !== state.version) {
    throw new StaleCommand(`made for version ${command.version}, now ${state.version}`);
  }
  const change = Object.hasOwn(CHANGES, command.action) ? CHANGES[command.action] : null;
  if (!change) throw new BadCommand(`unknown action ${command.action}`);
  const changed = change(state, command, now, now + lead);
  return { ...changed, at: changed.playing ? now + lead : now, version: state.version + 1 };
}

/** @type {Record<string, (state: Playback, command: Command, now: number, later: number) => Playback>} */
const CHANGES = {
  play(state, command, now) {
    const here = givenOrNow(state, command, now);
    return { ...state, ...nobody(state), playing: true, position: here >= state.duration ? 0 : here };
  },
  pause(state, command, now) {
    return { ...state, ...nobody(state), playing: false, position: givenOrNow(state, command, now) };
  },
  seek(state, command, now) {
    if (command.position == null) throw new BadCommand("a seek needs a position");
    return { ...state, position: givenOrNow(state, command, now) };
  },
  rate(state, command, _now, later) {
    const rate = command.rate;
    if (typeof rate !== "number" || !(rate >= MIN_RATE && rate <= MAX_RATE)) {
      throw new BadCommand(`a rate lies between ${MIN_RATE} and ${MAX_RATE}`);
    }
    return { ...state, position: positionAt(state, later), rate };
  },
};

/** @param {Playback} state what ends a waiting, if there is one */
const nobody = (state) => (state.waiting_for?.length ? { waiting_for: [], wait_until: 0 } : {});

/** @param {Playback} state @param {Command} command @param {number} now @returns {number} */
function givenOrNow(state, command, now) {
  if (command.position == null) return positionAt(state, now);
  if (!Number.isFinite(command.position) || command.position < 0) {
    throw new BadCommand("a position is a finite number of seconds, not below zero");
  }
  return clamp(command.position, state.duration);
}

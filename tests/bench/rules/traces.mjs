/**
 * The networks that rules and real browsers are measured on: made from a seed, saved, read again.
 *
 * `node tests/bench/rules/traces.mjs` writes tests/bench/traces/ anew; a test holds the files to it.
 */

import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { luckOf } from "./world.mjs";

const FOLDER = new URL("../traces/", import.meta.url);
const STEP = 50; // ms for which a delay holds
const CYCLE = 30; // s after which a trace begins anew

/** A course of delays, evenly within `delay ± jitter`, whole ms. */
function course(luck, delay, jitter) {
  if (!jitter) return [delay];
  const length = (CYCLE * 1000) / STEP;
  return Array.from({ length }, () => Math.round(delay + jitter * (2 * luck() - 1)));
}

const way = (luck, [up, upJitter], [down, downJitter], ...events) => ({
  up_ms: course(luck, up, upJitter),
  down_ms: course(luck, down, downJitter),
  events,
});

const stall = (at_s, seconds) => ({ at_s, kind: "stall", seconds });
const cut = (at_s) => ({ at_s, kind: "cut" });
const starve = (at_s, seconds) => ({ at_s, kind: "starve", seconds });

/** name → seed, what it is, and the ways of three members. */
const NETWORKS = {
  quiet: [11, "one machine or one house", (luck) => [0, 1, 2].map(() => way(luck, [0, 0], [0, 0]))],
  far: [
    12, "100 ± 30 ms each way, for everybody",
    (luck) => [0, 1, 2].map(() => way(luck, [100, 30], [100, 30])),
  ],
  uneven: [
    13, "one near, one with a slow way up, one with a slow way down",
    (luck) => [
      way(luck, [20, 5], [20, 5]),
      way(luck, [110, 20], [70, 10]),
      way(luck, [50, 10], [90, 20]),
    ],
  ],
  stalls: [
    14, "40 ± 15 ms; a line that holds everything for 1 to 3 s, a player that starves for 1.5 s",
    (luck) => [
      way(luck, [40, 15], [40, 15], stall(6, 2), stall(21, 1)),
      way(luck, [40, 15], [40, 15], stall(12, 3)),
      way(luck, [40, 15], [40, 15], starve(16, 1.5)),
    ],
  ],
  cuts: [
    15, "40 ± 15 ms; connections are reset",
    (luck) => [
      way(luck, [40, 15], [40, 15], cut(5), cut(17)),
      way(luck, [40, 15], [40, 15], cut(11)),
      way(luck, [40, 15], [40, 15], cut(23)),
    ],
  ],
};

export const NAMES = Object.keys(NETWORKS);

/** @param {string} name @returns {import("./network.mjs").Trace & {about: string}} */
export function made(name) {
  const [seed, about, members] = NETWORKS[name];
  return { name, about, seed, step_ms: STEP, cycle_s: CYCLE, members: members(luckOf(seed)) };
}

/** @param {string} name @returns {string} the file's text: one line for each course */
export function text(name) {
  const { members, ...head } = made(name);
  const lines = members.map((member) => `    ${JSON.stringify(member)}`).join(",\n");
  const start = JSON.stringify(head, null, 2).slice(0, -2);
  return `${start},\n  "members": [\n${lines}\n  ]\n}\n`;
}

/** @param {string} name @returns {string} as it lies there */
export const saved = (name) => readFileSync(new URL(`${name}.json`, FOLDER), "utf8");

/** @param {string} name @returns {import("./network.mjs").Trace & {about: string}} */
export const load = (name) => JSON.parse(saved(name));

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const name of NAMES) writeFileSync(new URL(`${name}.json`, FOLDER), text(name));
}

/**
 * `make bench-rules`: our rule beside those of Syncplay, Jellyfin, OpenTogetherTube and a plain relay
 * of events, as simulated players on the same networks. NETWORK and EVENINGS in the environment
 * choose the scenario and how many evenings each rule spends on it.
 */

import { evening } from "./evening.mjs";
import { corrected, shipped } from "./jellyfin.mjs";
import * as theirs from "./opentogethertube.mjs";
import * as ours from "./ours.mjs";
import * as relay from "./relay.mjs";
import * as syncplay from "./syncplay.mjs";
import { load, NAMES } from "./traces.mjs";

export const RULES = [ours, shipped, corrected, syncplay, theirs, relay];
const ACTIONS = ["play", "pause", "seek", "stall", "reconnect", "join"];
const WIDE = 20;
const EXPLAINED = `Simulated players, in virtual time. Spread of all while playing: ms. After each action: s until all
are within a frame, p50 and p95, and within 10 ms, p95 («never»: not within 6 s); «stall»: a line that held
everything for 2 s while somebody wound, «reconnect»: a line that was reset meanwhile. «moved»: how much of the
film passed while it should play. «nudges»: changes of rate a minute. «jumps»: unwanted ones an evening.`;

/** Nearest rank. @param {number[]} values @param {number} share 0..1 */
export function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

/** Several evenings of one rule on one network, put together. */
export async function evenings(rule, trace, count, size) {
  const found = [];
  for (let seed = 1; seed <= count; seed += 1) found.push(await evening(rule, trace, seed, size));
  const mean = (key) => found.reduce((sum, one) => sum + one[key], 0) / count;
  return {
    steady: found.flatMap(({ steady }) => steady),
    reactions: found.flatMap(({ reactions }) => reactions),
    moved: mean("moved"),
    nudges: mean("nudges"),
    jumps: mean("jumps"),
  };
}

const milliseconds = (value) => (value >= 1000 ? `${(value / 1000).toFixed(1)} s` : value.toFixed(1));
const seconds = (value) => (value === Infinity ? "never" : value.toFixed(1));

function row(name, { steady, reactions, moved, nudges, jumps }) {
  const spread = [0.5, 0.95, 0.99].map((share) => milliseconds(percentile(steady, share)).padStart(8));
  const settled = ACTIONS.map((action) => {
    const own = reactions.filter((reaction) => reaction.action === action);
    const cell = (key, share) => seconds(percentile(own.map((one) => one[key]), share));
    return [cell("frame", 0.5), cell("frame", 0.95), cell("echo", 0.95)].map((text) => text.padStart(5)).join(" ");
  });
  const sums = [`${(100 * moved).toFixed(0)} %`, nudges.toFixed(1), jumps.toFixed(1)].map((text) => text.padStart(6));
  return [name.padEnd(WIDE), ...spread, "", settled.join("  "), ...sums].join(" ");
}

function heading() {
  const actions = ACTIONS.map((action) => action.padStart(17)).join("  ");
  return [" ".repeat(WIDE), "     p50      p95      p99 ", actions, " moved nudges  jumps"].join(" ");
}

async function main() {
  const chosen = process.env.NETWORK ?? "all";
  const count = Number(process.env.EVENINGS ?? 5);
  const tell = process.env.FORMAT === "json" ? { network() {}, row() {}, end: figures } : table(count);
  const all = new Map();
  for (const name of chosen === "all" ? NAMES : chosen.split(",")) {
    const trace = load(name);
    const found = new Map();
    tell.network(trace);
    for (const rule of RULES) {
      found.set(rule, await evenings(rule, trace, count));
      tell.row(rule, found.get(rule));
    }
    all.set(trace, found);
    tell.judge?.(trace, found);
  }
  tell.end(all);
}

/** For people. @param {number} count of evenings */
function table(count) {
  console.log(EXPLAINED);
  return {
    network: ({ name, about, seed }) =>
      console.log(`\n${name} (${about}; trace of seed ${seed}, evenings 1 to ${count})\n${heading()}`),
    row: (rule, found) => console.log(row(rule.name, found)),
    judge: (trace, found) => console.log(judge(trace, found)),
    end() {},
  };
}

/** For programs: network → rule → percentiles of the spread while playing, ms. */
function figures(all) {
  const steady = ({ steady }) => Object.fromEntries([50, 95, 99].map((p) => [`p${p}`, percentile(steady, p / 100)]));
  const rules = (found) => Object.fromEntries([...found].map(([rule, one]) => [rule.name, steady(one)]));
  console.log(JSON.stringify(Object.fromEntries([...all].map(([trace, found]) => [trace.name, rules(found)]))));
}

/** Against the best of the others, and against the targets of the design, where it names one. */
function judge(trace, found) {
  const p95 = (rule) => percentile(found.get(rule).steady, 0.95);
  const others = RULES.slice(1).sort((one, other) => p95(one) - p95(other));
  const ratio = p95(others[0]) / p95(ours);
  const lines = [`${ratio >= 1 ? "ahead" : "BEHIND"}: the best of the others (${others[0].name}) plays ${ratio.toFixed(1)} times as far apart, p95`];
  const target = { quiet: 10, far: 20, uneven: 20 }[trace.name];
  if (target) {
    const most = target + halfAsymmetry(trace);
    const word = p95(ours) <= most ? "reached" : "MISSED";
    lines.push(`${word}: steady spread, p95: ${p95(ours).toFixed(1)} ms (to reach: ${most.toFixed(1)} ms)`);
  }
  return lines.map((line) => `  ${line}`).join("\n");
}

/** No clock can know how a round trip is split: how far that sets two members apart at most, ms. */
export function halfAsymmetry({ members }) {
  const mean = (course) => course.reduce((sum, one) => sum + one, 0) / course.length;
  const halves = members.map(({ up_ms: up, down_ms: down }) => (mean(up) - mean(down)) / 2);
  return Math.max(...halves) - Math.min(...halves);
}

if (process.argv[1] === new URL(import.meta.url).pathname) await main();

/**
 * The life of both lines to the room: clock probes, dead lines, and what a refusal means.
 *
 * A refused socket gives no reason to the page, so the room is asked by HTTP.
 */

import { Probing } from "./clock.js";
import { exchange } from "./http.js";
import { REMOVED, ROOM_CLOSED, SIGNED_OUT } from "./socket.js";

const DEAD_AFTER = 9000; // ms without any frame on a line that is probed every 2.5 s
const DEAD_AFTER_SLEEP = 2500; // ms; a line that slept is probed at once and answers or is dead
const WATCH_GAP = 500;
const ASK_AFTER = 2; // refusals in a row

/**
 * @param {import("./socket.js").RoomSocket} player @param {import("./socket.js").RoomSocket} chat
 * @param {import("./clock.js").Clock} clock @param {import("./waking.js").Waking} waking
 */
export function keepAlive(player, chat, clock, waking) {
  const probing = new Probing(clock, (frame) => player.send(frame));
  let woke = -Infinity; // who slept has asked nothing: silence is counted from here at the earliest
  player.addEventListener("state", ({ detail }) => {
    if (detail === "open") probing.start();
    else probing.stop();
  });
  waking.addEventListener("wake", ({ detail: slept }) => {
    if (slept) {
      clock.reset();
      woke = performance.now();
    }
    if (probing.running) probing.start();
    hurry([player, chat]);
  });
  setInterval(() => {
    waking.look(); // first: timers that slept come back in no order
    const silent = performance.now() - Math.max(player.heardAt, woke);
    const patience = woke > player.heardAt ? DEAD_AFTER_SLEEP : DEAD_AFTER;
    if (player.state !== "open" || silent < patience) return;
    player.reconnect();
    chat.reconnect();
  }, WATCH_GAP);
}

/** Do not wait for the back-off when there is a reason to hope. */
function hurry(sockets) {
  for (const socket of sockets) if (socket.state === "waiting") socket.reconnect();
}

/**
 * Find out why the line is refused: end it for good if there is no hope; if the room is there and
 * only the line is not, say so (`reachable`, with why and when to try again if that is known), for
 * there is another way.
 * @param {import("./socket.js").RoomSocket} socket @param {string} api the room's address
 * @param {(room: any) => boolean} [open] whether this line is open to us in such a room
 */
export function explainRefusals(socket, api, open = () => true) {
  socket.addEventListener("refused", async ({ detail: times }) => {
    if (times < ASK_AFTER) return;
    const { code, room } = await askWhy(api);
    if (code) socket.end(code);
    if (code || !room || !open(room)) return;
    const detail = await askWhen(api);
    if (socket.state !== "open") socket.dispatchEvent(new CustomEvent("reachable", { detail }));
  });
}

/**
 * Whether sockets are refused because there were too many of one's own.
 * @param {string} api @returns {Promise<{why?: string, seconds?: number}>} when to knock again
 */
async function askWhen(api) {
  try {
    await exchange(`${api}/socket`);
  } catch (error) {
    const { code, detail, retry_after: seconds } = error.body ?? {};
    if (code === "rate_limited") return { why: detail, seconds };
  }
  return {};
}

/** @param {string} api @returns {Promise<{code: number, room?: any}>} code 0: trying again makes sense */
async function askWhy(api) {
  try {
    const room = await exchange(api);
    return { code: ["closing", "archived"].includes(room.state) ? ROOM_CLOSED : 0, room };
  } catch ({ status, isOurs }) {
    if (isOurs && status === 401) return { code: SIGNED_OUT };
    if (isOurs && (status === 403 || status === 404)) return { code: REMOVED };
    return { code: 0 }; // no network, or somebody else's: it is the line, not the room
  }
}

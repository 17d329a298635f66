/**
 * The life of both lines to the room: clock probes, dead lines, and what a refusal means.
 *
 * A refused socket gives no reason to the page, so the room is asked by HTTP.
 */

import { keepProbing } from "./clock.js";
import { REMOVED, ROOM_CLOSED, SIGNED_OUT } from "./socket.js";

const DEAD_AFTER = 9000; // ms without any frame on a line that is probed every 2.5 s
const WATCH_GAP = 1000;
const ASK_AFTER = 2; // refusals in a row

/**
 * @param {import("./socket.js").RoomSocket} player @param {import("./socket.js").RoomSocket} chat
 * @param {import("./clock.js").Clock} clock
 */
export function keepAlive(player, chat, clock) {
  let stop = () => {};
  player.addEventListener("state", ({ detail }) => {
    stop();
    stop = detail === "open" ? keepProbing(clock, (frame) => player.send(frame)) : () => {};
  });
  setInterval(() => {
    const silent = performance.now() - player.heardAt > DEAD_AFTER;
    if (player.state !== "open" || !silent) return;
    player.reconnect();
    chat.reconnect();
  }, WATCH_GAP);
  addEventListener("online", () => hurry([player, chat]));
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) hurry([player, chat]);
  });
}

/** Do not wait for the back-off when there is a reason to hope. */
function hurry(sockets) {
  for (const socket of sockets) if (socket.state === "waiting") socket.reconnect();
}

/**
 * Find out why the line is refused, and end it for good if there is no hope.
 * @param {import("./socket.js").RoomSocket} socket @param {string} api the room's address
 */
export function explainRefusals(socket, api) {
  socket.addEventListener("refused", async ({ detail: times }) => {
    if (times < ASK_AFTER) return;
    const code = await askWhy(api);
    if (code) socket.end(code);
  });
}

/** @param {string} api @returns {Promise<number>} a close code, 0 when trying again makes sense */
async function askWhy(api) {
  try {
    const answer = await fetch(api, { headers: { Accept: "application/json" } });
    if (answer.status === 401) return SIGNED_OUT;
    if (answer.status === 403 || answer.status === 404) return REMOVED;
    if (!answer.ok) return 0;
    return ["closing", "archived"].includes((await answer.json()).state) ? ROOM_CLOSED : 0;
  } catch {
    return 0; // no network: it is the line, not the room
  }
}

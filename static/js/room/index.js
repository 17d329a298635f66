/** The room: the only module that knows all the others. */

import { toast } from "../toast.js";
import { Badge } from "./badge.js";
import { systemLine } from "./chat-lines.js";
import { Chat } from "./chat.js";
import { Clock } from "./clock.js";
import { Controls } from "./controls.js";
import { Farewell } from "./farewell.js";
import { bindInvite, bindLink } from "./invite.js";
import { listenToKeys, listenToMediaKeys } from "./keyboard.js";
import { explainRefusals, keepAlive } from "./line.js";
import { Members } from "./members.js";
import { Player } from "./player.js";
import { Readiness } from "./readiness.js";
import { Remote } from "./remote.js";
import { Unanswered } from "./requests.js";
import { REMOVED, ROOM_CLOSED, RoomSocket, SIGNED_OUT } from "./socket.js";
import { Sound } from "./sound.js";
import { keepSource } from "./source.js";
import { Starter } from "./starter.js";
import { View } from "./view.js";
import { gettext, interpolate } from "./words.js";

const config = JSON.parse(document.getElementById("room_config").textContent);
const room = document.querySelector("[data-room]");
const part = (/** @type {string} */ name) => room.querySelector(`[data-part="${name}"]`);
const socketAt = (/** @type {string} */ path) =>
  new RoomSocket(`${location.origin.replace(/^http/, "ws")}${path}`);

const playerLine = socketAt(config.sockets.player);
const chatLine = socketAt(config.sockets.chat);
const clock = new Clock();
const video = /** @type {HTMLVideoElement} */ (part("video"));
const starter = new Starter(video);
const player = new Player(video, clock, starter, config.duration);
const remote = new Remote(playerLine, player);
const controls = new Controls(part("stage"), player, remote);
const members = new Members(part("members"), part("members-count"), config.me.id);
const chat = new Chat(part("chat"), chatLine, { room: config.token, me: config.me });
const view = new View(room, part("input"));
const farewell = new Farewell(document.querySelector("[data-part=farewell]"), config.api);
const sound = new Sound(
  video,
  starter,
  { mute: part("mute"), volume: part("volume"), join: part("join") },
  () => player.tick(),
);
let chatIsOff = false;
new Badge(part("badge"), part("figures"), player, playerLine);
new Readiness(player, playerLine);

/** @type {Record<string, (frame: any) => void>} */
const onFrame = {
  welcome(frame) {
    if (frame.afresh) player.forget();
    controls.allow(frame.you.can_control);
    members.replace(frame.members);
    switchChat(frame.room.chat_enabled);
    player.follow(frame.playback);
  },
  "clock.pong": (frame) => clock.pong(frame),
  playback: (frame) => player.follow(frame),
  synced: (frame) => frame.playback && player.follow(frame.playback),
  presence(frame) {
    members.change(frame);
    if (frame.event === "role" && frame.member.user.id === config.me.id) playerLine.reconnect();
  },
  room(frame) {
    if (frame.event === "settings") playerLine.reconnect(); // rights may be others now
    if (frame.event === "closing" || frame.event === "closed") roomClosed();
  },
};

playerLine.addEventListener("frame", ({ detail }) => onFrame[detail.type]?.(detail));
chatLine.addEventListener("frame", ({ detail }) => {
  if (detail.type === "chat.system") announce(detail);
});
for (const line of [playerLine, chatLine]) {
  explainRefusals(line, config.api.room);
  line.addEventListener("end", ({ detail: code }) => ended(code));
  line.addEventListener("state", () => showLines());
}
chat.addEventListener("message", () => view.chatHidden && part("chat-toggle").setAttribute("data-unread", ""));
remote.addEventListener("refused", ({ detail }) => toast(complaint(detail), "warning"));
player.addEventListener("change", showWaiting);
starter.addEventListener("blocked", () => player.tick());

/** Say on the film who did what; the chat tells it to screen readers. */
function announce(frame) {
  if (frame.at < clock.now() - 10_000) return; // history, not news
  const said = part("news");
  said.textContent = systemLine(frame);
  said.classList.remove("is-shown");
  void said.offsetWidth; // restarts the animation
  said.classList.add("is-shown");
}

/** «Ждём Аню». */
function showWaiting() {
  const names = (player.anchor?.waiting_for ?? []).map((id) => members.nameOf(id)).join(", ");
  part("waiting").textContent = names ? interpolate(gettext("Ждём: %(names)s"), { names }) : "";
}

function showLines() {
  room.dataset.player = playerLine.state;
  room.dataset.chat = chatIsOff ? "off" : chatLine.state;
}

/** Off, the chat says so and takes no words; the film goes on. @param {boolean} on */
function switchChat(on) {
  if (on && chatIsOff) {
    chat.open();
    chatLine.reconnect();
  }
  if (!on) chat.close(gettext("Чат в этой комнате выключен"));
  chatIsOff = !on;
  showLines();
}

/** @param {Error} error @returns {string} */
function complaint(error) {
  if (error instanceof Unanswered) return gettext("Нет связи с комнатой. Попробуйте, когда она вернётся.");
  return error.message;
}

/** @param {number} code */
function ended(code) {
  if (code === SIGNED_OUT) location.assign(config.urls.login);
  if (code === REMOVED) removed();
  if (code === ROOM_CLOSED) roomClosed();
}

function roomClosed() {
  silence(gettext("Комната закрыта"));
  farewell.thank();
}

function removed() {
  silence(gettext("Вы больше не в комнате"));
  farewell.part();
}

/** @param {string} why */
function silence(why) {
  for (const line of [playerLine, chatLine]) line.end();
  video.pause();
  controls.allow(false);
  chat.close(why);
}

/** Closing ends the evening of everybody: asked once more. */
function bindClosing() {
  const dialog = /** @type {HTMLDialogElement|null} */ (document.querySelector("[data-part=confirm-close]"));
  document.querySelector("[data-part=ask-close]")?.addEventListener("click", () => dialog.showModal());
}

keepSource(video, config.video?.url ?? "", config.api.video);
listenToKeys(remote, () => controls.allowed, sound, view);
listenToMediaKeys(remote, () => controls.allowed);
bindInvite(part("invite"), config.film.title);
bindLink(part("link"));
bindClosing();
keepAlive(playerLine, chatLine, clock);
showLines();
playerLine.connect();
chatLine.connect();

/** The room: the only module that knows all the others. */

import { toast } from "../toast.js";
import { Badge } from "./badge.js";
import { Chat } from "./chat.js";
import { Clock } from "./clock.js";
import { Company } from "./company.js";
import { systemLine } from "./chat-lines.js";
import { Farewell } from "./farewell.js";
import { bindLink, bindTo, Invite } from "./invite.js";
import { explainRefusals, keepAlive } from "./line.js";
import { MemberMenu } from "./member-menu.js";
import { Members } from "./members.js";
import { Player } from "./player.js";
import { Readiness } from "./readiness.js";
import { Remote } from "./remote.js";
import { Unanswered } from "./requests.js";
import { Rights } from "./rights.js";
import { Settings } from "./settings.js";
import { REMOVED, ROOM_CLOSED, RoomSocket, SIGNED_OUT } from "./socket.js";
import { Sound } from "./sound.js";
import { Stage } from "./stage.js";
import { Starter } from "./starter.js";
import { Tracks } from "./tracks.js";
import { View } from "./view.js";
import { Waiting } from "./waiting.js";
import { Waking } from "./waking.js";
import { Ways } from "./ways.js";
import { gettext, interpolate } from "./words.js";

const config = JSON.parse(document.getElementById("room_config").textContent);
const room = document.querySelector("[data-room]");
const part = (/** @type {string} */ name) => room.querySelector(`[data-part="${name}"]`);
const lineBy = (/** @type {string} */ path, /** @type {Ways} */ ways) => {
  const line = new RoomSocket(`${location.origin.replace(/^http/, "ws")}${path}`, ways.Socket);
  ways.guide(line);
  return line;
};

const playerWays = new Ways(config.api.state, config.api);
const playerLine = lineBy(config.sockets.player, playerWays);
const chatLine = lineBy(config.sockets.chat, new Ways(`${config.api.messages}/frames`, config.api));
const clock = new Clock();
const video = /** @type {HTMLVideoElement} */ (part("video"));
const starter = new Starter(video);
const player = new Player(video, clock, starter, config.duration);
const waking = new Waking();
const remote = new Remote(playerLine, player);
const rights = new Rights(config.api.room, config.me);
const menu = new MemberMenu(rights, config.api.members);
const members = new Members(part("members"), part("members-count"), config.me.id, menu);
new Company(part("strip"), members, menu);
new Settings(rights, members, config.api);
const invite = new Invite(part("invite"), config.urls.guests, config.film.title);
const chat = new Chat(part("chat"), chatLine, { room: config.token, me: config.me });
const view = new View(room, part("input"));
const farewell = new Farewell(document.querySelector("[data-part=farewell]"), config.api);
const sound = new Sound(
  video,
  starter,
  { mute: part("mute"), volume: part("volume"), join: part("join") },
  () => player.tick(),
);
const stage = new Stage(room, { playerLine, player, remote, sound, view, film: config.film });
let chatIsOff = false;
new Badge(part("badge"), part("figures"), player, playerLine, playerWays);
const tracks = new Tracks(video, config.api.video, { menu: part("tracks"), knob: part("tracks-knob") });
const readiness = new Readiness(player, playerLine, () => tracks.source.changing);
const hall = { members, me: config.me.id, remote, readiness, awaited: part("awaited") };
const waiting = new Waiting(part("waiting"), player, hall);

/** @type {Record<string, (frame: any) => void>} */
const onFrame = {
  welcome(frame) {
    if (frame.afresh) {
      player.forget();
      remote.forget();
    }
    members.replace(frame.members);
    rights.take({ ...frame.room, you: frame.you });
    player.follow(frame.playback);
  },
  "clock.pong": (frame) => clock.pong(frame),
  playback(frame) {
    player.follow(frame);
    waiting.hear(frame);
  },
  synced: (frame) => frame.playback && player.follow(frame.playback),
  presence(frame) {
    members.change(frame);
    const rightsMoved = ["role", "muted", "unmuted"].includes(frame.event);
    if (rightsMoved && frame.member.user.id === config.me.id) rights.refresh();
  },
  room(frame) {
    if (frame.event === "settings" || frame.event === "link") rights.refresh();
    if (frame.event === "closing" || frame.event === "closed") roomClosed(frame);
  },
};

playerLine.addEventListener("frame", ({ detail }) => onFrame[detail.type]?.(detail));
explainRefusals(playerLine, config.api.room);
explainRefusals(chatLine, config.api.room, ({ chat_enabled: on }) => on);
playerLine.addEventListener("reachable", ({ detail: { why, seconds } }) => {
  const words = gettext("%(why)s Пока эта идёт без сокетов, попробуем их снова через %(seconds)s с.");
  if (why) toast(interpolate(words, { why, seconds: Math.ceil(seconds) }), "warning");
});
for (const line of [playerLine, chatLine]) {
  line.addEventListener("end", ({ detail: code }) => ended(code));
  line.addEventListener("state", () => showLines());
}
chat.canControl = () => Boolean(stage.controls.allowed);
chat.now = () => clock.now();
chat.people = () => [...members.people.values()].map(({ user }) => user).filter(({ id }) => id !== config.me.id);
chat.addEventListener("wind", ({ detail: position }) => remote.seek(position));
chat.addEventListener("switched", ({ detail: on }) => switchChat(on));
chat.addEventListener("refused", ({ detail }) => toast(complaint(detail), "warning"));
chat.addEventListener("message", ({ detail }) => stage.hear(detail));
rights.addEventListener("change", follow);
remote.addEventListener("refused", ({ detail }) => toast(complaint(detail), "warning"));
waking.addEventListener("wake", () => player.woke());
starter.addEventListener("blocked", () => player.tick());

/** Show and allow what this person may do from now on. */
function follow() {
  stage.allow(rights.you.can_control);
  chat.know(rights.you);
  switchChat(rights.room.chat_enabled);
  members.show();
  bindTo(rights.room.link, part("link"), (token) => chat.outbox.moveTo(token));
  invite.follow(rights.room.link);
}

function showLines() {
  room.dataset.player = playerLine.state;
  room.dataset.chat = chatIsOff ? "off" : chatLine.state;
}

/** Off, the chat says so and takes no words; the film goes on. @param {boolean} on */
function switchChat(on) {
  if (on && chatIsOff) {
    chat.open("off");
    if (chatLine.state !== "open") chatLine.reconnect();
  }
  if (!on) chat.close(gettext("Чат в этой комнате выключен"), "off");
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

/** @param {any} [frame] why, where that is known */
function roomClosed(frame) {
  silence(gettext("Комната закрыта"));
  farewell.thank(frame ? systemLine({ ...frame, event: "closed" }) : "");
}

function removed() {
  silence(gettext("Вы больше не в комнате"));
  farewell.part();
}

/** @param {string} why */
function silence(why) {
  for (const line of [playerLine, chatLine]) line.end();
  player.end();
  stage.allow(false);
  chat.close(why);
}

/** Closing ends the evening of everybody: asked once more. */
function bindClosing() {
  const dialog = /** @type {HTMLDialogElement|null} */ (document.querySelector("[data-part=confirm-close]"));
  document.querySelector("[data-part=ask-close]")?.addEventListener("click", () => dialog.showModal());
}

tracks.source.addEventListener("lost", ({ detail: lost }) => (part("lost").hidden = !lost));
tracks.open(config.video);
bindLink(part("link"));
bindClosing();
keepAlive(playerLine, chatLine, clock, waking);
showLines();
playerLine.connect();
chatLine.connect();

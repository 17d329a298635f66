/** The evening played again: the only module that knows all the others of this page. */

import { Controls } from "../room/controls.js";
import { Help } from "../room/help.js";
import { Idle } from "../room/idle.js";
import { listenToKeys } from "../room/keyboard.js";
import { listenToMediaKeys } from "../room/media-session.js";
import { bindPictureInPicture } from "../room/pip.js";
import { RateMenu } from "../room/rate.js";
import { Sound } from "../room/sound.js";
import { Starter } from "../room/starter.js";
import { Taps } from "../room/taps.js";
import { Tracks } from "../room/tracks.js";
import { View } from "../room/view.js";
import { Feed } from "./feed.js";
import { bindLines } from "./hand.js";
import { Pages } from "./pages.js";
import { Projector } from "./projector.js";
import { Search } from "./search.js";
import { Sheet } from "./sheet.js";
import { Talk } from "./talk.js";

const config = JSON.parse(document.getElementById("replay_config").textContent);
const room = /** @type {HTMLElement} */ (document.querySelector("[data-replay]"));
const part = (/** @type {string} */ name) => /** @type {any} */ (room.querySelector(`[data-part="${name}"]`));
const always = () => true; // everybody controls what he watches alone

const video = /** @type {HTMLVideoElement} */ (part("video"));
const starter = new Starter(video);
const projector = new Projector(video, starter, config.duration, startOf(location.search));
const sound = new Sound(video, starter, { mute: part("mute"), volume: part("volume"), join: part("join") }, () => projector.play());
const view = new View(room, part("scroller"));
const idle = new Idle(room);
const help = new Help(document.querySelector("[data-part=help-sheet]"), part("help"));
const tracks = new Tracks(video, config.api.video, { menu: part("tracks"), knob: part("tracks-knob") });
const pages = new Pages(config.api.lines);
const feed = new Feed(pages);
const sheet = new Sheet(part("scroller"), part("list"), config.me);
const talk = new Talk(feed, sheet, part("jump"));
const search = new Search(part, pages, leadTo);
// The room's modules ask for what both the player and the remote are in the room.
const hand = /** @type {any} */ (projector);

new Controls(part("stage"), hand, hand).allow(true);
new RateMenu(part("rate-menu"), part("rate-now"), hand, hand);
new Taps(video, part("wind"), { remote: hand, idle, allowed: always });
bindPictureInPicture(part("pip"), video);
listenToKeys({ remote: hand, allowed: always, sound, view, help });
listenToMediaKeys(hand, hand, always, config.film);
bindLines(part("scroller"), { talk, wind: (place) => projector.seek(place) });

projector.addEventListener("tick", () => follow());
feed.addEventListener("trouble", () => part("chat").setAttribute("data-trouble", ""));
feed.addEventListener("well", () => part("chat").removeAttribute("data-trouble"));
talk.addEventListener("change", () => part("chat").toggleAttribute("data-loading", feed.busy && !feed.reel.lines.length));
for (const choice of room.querySelectorAll("[data-show]")) choice.addEventListener("click", () => show(choice));

/** Show the words of this moment, or all of them. @param {Element} chosen */
function show(chosen) {
  for (const choice of room.querySelectorAll("[data-show]")) {
    choice.setAttribute("aria-pressed", String(choice === chosen));
  }
  talk.showEverything(chosen.getAttribute("data-show") === "everything");
  follow();
}

function follow() {
  talk.follow(projector.place);
  search.follow(talk.everything ? Infinity : projector.place);
}

/** To the place of the film where it was written, and to the line itself. @param {import("./reel.js").Line} line */
function leadTo(line) {
  projector.seek(line.place);
  talk.reveal(line);
}

/** @param {string} query @returns {number} s, from `?t=` */
function startOf(query) {
  const place = Number.parseFloat(new URLSearchParams(query).get("t") ?? "");
  return place > 0 ? Math.min(place, config.duration) : 0;
}

tracks.open(config.video);
follow();

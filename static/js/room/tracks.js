/** The menu of what is personal: picture, sound and subtitles of this viewer alone. */

import { kinds, nearest, remember, remembered } from "./choice.js";
import { Source } from "./source.js";
import { kept } from "./store.js";
import { gettext, interpolate } from "./words.js";

const ABOVE_CONTROLS = -4; // lines from the lower edge: the controls come and go below

export class Tracks {
  /**
   * @param {HTMLVideoElement} video @param {string} api
   * @param {{menu: HTMLElement, knob: HTMLElement}} parts
   */
  constructor(video, api, { menu, knob }) {
    Object.assign(this, { video, menu, knob });
    this.wishes = remembered(kept);
    this.source = new Source(video, api, (versions) => nearest(versions, this.wishes));
    this.source.addEventListener("found", () => this.#show());
    menu.addEventListener("change", ({ target }) => this.#chosen(target.name, target.value));
  }

  /** @param {import("./source.js").Found | null} found what came with the page */
  open(found) {
    this.source.open(found);
  }

  /** @param {string} name @param {string} value */
  #chosen(name, value) {
    this.wishes[name] = name === "height" ? Number(value) : value;
    remember(kept, this.wishes);
    if (name === "subtitles") this.#subtitle();
    else this.source.apply();
  }

  #show() {
    const { versions, subtitles } = this.source.found;
    const { heights, languages } = kinds(versions);
    const plays = nearest(versions, this.wishes);
    this.#offer("height", heights.map((one) => [one, `${one}p`]), plays?.height);
    this.#offer("language", languages.map((one) => [one, nameOf(one)]), plays?.language);
    const off = subtitles.length ? [["", gettext("Выключены")]] : [];
    this.#offer("subtitles", [...off, ...subtitles.map((one) => [one.language, nameOf(one.language)])], this.#spoken);
    this.knob.hidden = !heights.length && !languages.length && !subtitles.length;
    this.#subtitle();
  }

  /** @returns {string} language of the subtitles to show, "" for none */
  get #spoken() {
    const known = this.source.found.subtitles.some((one) => one.language === this.wishes.subtitles);
    return known ? this.wishes.subtitles : "";
  }

  /** @param {string} name @param {[string|number, string][]} options @param {any} chosen */
  #offer(name, options, chosen) {
    const group = this.menu.querySelector(`[data-choice="${name}"]`);
    group.hidden = options.length < 2;
    const lines = options.map(([value, words]) => {
      const line = document.createElement("label");
      const input = Object.assign(document.createElement("input"), { type: "radio", name, value });
      input.checked = value === chosen;
      line.className = "tracks__line";
      line.append(input, Object.assign(document.createElement("span"), { textContent: words }));
      return line;
    });
    group.querySelector(".tracks__lines").replaceChildren(...lines);
  }

  #subtitle() {
    this.video.querySelector("track")?.remove();
    const found = this.source.found.subtitles.find((one) => one.language === this.#spoken);
    if (!found) return;
    const track = document.createElement("track");
    const label = interpolate(gettext("Субтитры: %(language)s"), { language: nameOf(found.language) });
    Object.assign(track, { kind: "subtitles", srclang: found.language, src: found.url, label });
    track.addEventListener("load", () => lift(track.track));
    this.video.append(track);
    track.track.mode = "showing";
  }
}

/** @param {TextTrack} track */
function lift(track) {
  for (const cue of track.cues ?? []) {
    Object.assign(cue, { snapToLines: true, line: ABOVE_CONTROLS });
  }
}

/** @param {string} language its code @returns {string} «Русский» */
function nameOf(language) {
  const name = new Intl.DisplayNames([document.documentElement.lang || "ru"], { type: "language" }).of(language);
  return name.charAt(0).toLocaleUpperCase() + name.slice(1);
}

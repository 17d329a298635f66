/** What a system line of the chat says: a sentence for each thing that happened in the room. */

import { clockText, gettext, interpolate } from "./words.js";

/**
 * The sentence for a `chat.system` frame. Russian has genders in the past tense and the product
 * does not ask for one: the present tense serves everybody.
 * @param {any} frame @returns {string} empty when there is nothing to say
 */
export function systemLine(frame) {
  const sentence = SENTENCES[frame.event]?.();
  if (!sentence) return "";
  const who = frame.by?.name ?? gettext("Кинотеатр");
  return interpolate(sentence, { name: who, member: frame.member?.name ?? who, time: placeOf(frame) });
}

/** @param {any} frame @returns {string} */
function placeOf(frame) {
  return typeof frame.position === "number" ? clockText(frame.position) : "";
}

/** Functions, for the catalogue is asked at the time of need. @type {Record<string, () => string>} */
const SENTENCES = {
  created: () => gettext("%(name)s открывает комнату"),
  joined: () => gettext("%(name)s входит"),
  left: () => gettext("%(name)s выходит"),
  played: () => gettext("%(name)s включает фильм с %(time)s"),
  paused: () => gettext("%(name)s ставит на паузу на %(time)s"),
  wound: () => gettext("%(name)s перематывает на %(time)s"),
  rate: () => gettext("%(name)s меняет скорость"),
  removed: () => gettext("%(member)s больше не в комнате"),
  role: () => gettext("%(member)s: роль изменена"),
  settings: () => gettext("%(name)s меняет настройки комнаты"),
  closed: () => gettext("Вечер окончен. Спасибо, что были вместе!"),
};

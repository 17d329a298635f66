/** What a system line of the chat says: a sentence for each thing that happened in the room. */

import { clockText, gettext, interpolate, rateText } from "./words.js";

/**
 * The sentence for a `chat.system` frame. Russian has genders in the past tense and the product
 * does not ask for one: the present tense serves everybody.
 * @param {any} frame @returns {string} empty when there is nothing to say
 */
export function systemLine(frame) {
  const sentence = settingsLine(frame) ?? SENTENCES[frame.event]?.(frame);
  if (!sentence) return "";
  const who = frame.by?.name ?? gettext("Кинотеатр");
  const rate = typeof frame.rate === "number" ? rateText(frame.rate) : "";
  const seconds = frame.settings?.slow_mode;
  const facts = { name: who, member: frame.member?.name ?? who, time: placeOf(frame), rate, seconds };
  return interpolate(sentence, facts);
}

/** What of the settings concerns the chat is told by name. @param {any} frame @returns {string|undefined} */
function settingsLine({ settings }) {
  const [only, other] = settings?.changed ?? [];
  if (other) return undefined;
  if (only === "chat_enabled") {
    return settings.chat_enabled ? gettext("%(name)s включает чат") : gettext("%(name)s выключает чат");
  }
  if (only !== "slow_mode") return undefined;
  return settings.slow_mode
    ? gettext("%(name)s просит писать не чаще раза в %(seconds)s с")
    : gettext("%(name)s выключает медленный режим");
}

/** @param {any} frame @returns {string} */
function placeOf(frame) {
  return typeof frame.position === "number" ? clockText(frame.position) : "";
}

/** @type {Record<string, () => string>} */
const ROLES = {
  host: () => gettext("%(member)s теперь хозяин комнаты"),
  moderator: () => gettext("%(member)s теперь ведущий"),
  guest: () => gettext("%(member)s теперь гость"),
};

/** Why the evening ended (rooms/lifecycle.py). @type {Record<string, () => string>} */
const CLOSED = {
  host: () => gettext("%(name)s закрывает комнату. Спасибо, что были вместе!"),
  moderator: () => gettext("%(name)s закрывает комнату. Спасибо, что были вместе!"),
  staff: () => gettext("Комнату закрывают сотрудники кинотеатра."),
  ended: () => gettext("Фильм закончился. Спасибо, что были вместе!"),
  idle: () => gettext("В комнате долго никого не было, вечер окончен."),
  film: () => gettext("Этого фильма больше нет в кинотеатре, вечер окончен."),
  other: () => gettext("Вечер окончен. Спасибо, что были вместе!"),
};

/** Functions, for the catalogue is asked at the time of need. @type {Record<string, (frame: any) => string>} */
const SENTENCES = {
  created: () => gettext("%(name)s открывает комнату"),
  joined: () => gettext("%(name)s входит"),
  left: () => gettext("%(name)s выходит"),
  played: () => gettext("%(name)s включает фильм с %(time)s"),
  paused: () => gettext("%(name)s ставит на паузу на %(time)s"),
  wound: () => gettext("%(name)s перематывает на %(time)s"),
  rate: () => gettext("%(name)s ставит скорость %(rate)s"),
  removed: (frame) => frame.reason === "banned"
    ? gettext("%(name)s закрывает вход: %(member)s")
    : gettext("%(name)s убирает из комнаты: %(member)s"),
  unbanned: () => gettext("%(name)s снова открывает вход: %(member)s"),
  role: (frame) => (frame.role === "guest" && frame.reason ? "" : ROLES[frame.role]?.() ?? ""), // the heir is told of
  control: (frame) => frame.may_control
    ? gettext("%(member)s теперь управляет фильмом")
    : gettext("%(member)s больше не управляет фильмом"),
  muted: () => gettext("%(name)s заглушает: %(member)s"),
  unmuted: () => gettext("%(name)s возвращает слово: %(member)s"),
  settings: () => gettext("%(name)s меняет настройки комнаты"),
  link: () => gettext("%(name)s меняет ссылку на комнату"),
  closed: (frame) => (CLOSED[frame.reason] ?? CLOSED.other)(),
};

/**
 * What a viewer chose for himself: picture, sound, subtitles. Pure, but for the store that it is
 * kept in; nothing of it is ever sent to the room.
 */

const KEPT = "kino-tracks";

/**
 * @typedef {import("./source.js").Version} Version
 * @typedef {{height?: number, language?: string, subtitles?: string}} Wishes
 */

/**
 * The version nearest to the wishes: the sound comes first, then the picture. Without wishes it is
 * the first, the film's own.
 * @param {Version[]} versions @param {Wishes} wishes @returns {Version | undefined}
 */
export function nearest(versions, { height, language }) {
  const spoken = versions.filter((one) => one.language === language);
  const heard = spoken.length ? spoken : versions.filter((one) => one.language === versions[0]?.language);
  if (height === undefined) return heard[0];
  const off = (/** @type {Version} */ one) => Math.abs(one.height - height);
  return heard.reduce((best, one) => (off(one) < off(best) ? one : best), heard[0]);
}

/**
 * What there is to choose from; a list of one is no choice.
 * @param {Version[]} versions @returns {{heights: number[], languages: string[]}}
 */
export function kinds(versions) {
  const heights = [...new Set(versions.map((one) => one.height))].filter(Boolean);
  const languages = [...new Set(versions.map((one) => one.language))].filter(Boolean);
  return {
    heights: heights.length > 1 ? heights.sort((a, b) => b - a) : [],
    languages: languages.length > 1 ? languages : [],
  };
}

/** @param {Pick<Storage, "getItem">} store @returns {Wishes} */
export function remembered(store) {
  try {
    return JSON.parse(store.getItem(KEPT) ?? "{}") ?? {};
  } catch {
    return {}; // somebody wrote rubbish into the store
  }
}

/** @param {Pick<Storage, "setItem">} store @param {Wishes} wishes */
export function remember(store, wishes) {
  store.setItem(KEPT, JSON.stringify(wishes));
}

/** What is looked for in an evening, and how a message that was found is shown. Pure. */

import { SAME } from "./reel.js";

const FAR = 70; // characters before the first find; behind more of them the text is cut at its start
const BEFORE = 30; // characters left before it then

/** Without case, ё as е: as the server compares. @param {string} text @returns {string} */
const plain = (text) => text.toLowerCase().replaceAll("ё", "е");

/** @param {string} query @returns {string[]} */
export const wordsOf = (query) => plain(query).split(/\s+/).filter(Boolean);

/**
 * A text in pieces, those that are one of the words apart.
 * @param {string} text @param {string[]} words of `wordsOf` @returns {{text: string, found: boolean}[]}
 */
export function marked(text, words) {
  const pieces = [];
  let done = 0;
  for (let find = firstOf(text, words, 0); find; find = firstOf(text, words, done)) {
    const end = find.at + find.word.length;
    pieces.push({ text: text.slice(done, find.at), found: false }, { text: text.slice(find.at, end), found: true });
    done = end;
  }
  return [...pieces, { text: text.slice(done), found: false }].filter((piece) => piece.text);
}

/** A text on one line, from a little before the first find on. @param {string} text @param {string[]} words */
export function excerpt(text, words) {
  const line = text.replace(/\s+/g, " ").trim();
  const at = firstOf(line, words, 0)?.at ?? 0;
  if (at <= FAR) return line;
  return `…${line.slice(line.lastIndexOf(" ", at - BEFORE) + 1 || at)}`;
}

/** How many lines, in the film's order, were written by a place. @param {{place: number}[]} lines @param {number} place s */
export const countUpTo = (lines, place) => lines.filter((line) => line.place <= place + SAME).length;

/** The first of the words behind a place of the text; the longest of those that begin there. */
function firstOf(text, words, from) {
  const low = plain(text);
  if (low.length !== text.length) return null; // a letter that grows in lower case: places do not fit
  const finds = words.map((word) => ({ word, at: low.indexOf(word, from) })).filter(({ at }) => at >= 0);
  return finds.sort((one, other) => one.at - other.at || other.word.length - one.word.length)[0] ?? null;
}

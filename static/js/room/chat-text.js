/** What a message's text is made of: plain words, safe links, names of people. Pure. */

const CANDIDATE = /https?:\/\/[^\s<>"«»„“”]+/giu;
// Signs that are not seen or turn the direction: an address with them is not what it looks like.
const DECEIVING = /[\p{Cc}\p{Cf}]/u;
const ENDS_A_SENTENCE = /[.,:;!?…'*_~|]$/u;
const CLOSING = new Map([[")", "("], ["]", "["], ["}", "{"]]);
const LONGEST = 2000;

/**
 * @typedef {{text: string, href?: string, mention?: string}} Part `mention`: the person's id
 * @param {string} text @param {{id: string, name: string}[]} [mentions] @returns {Part[]}
 */
export function partsOf(text, mentions = []) {
  /** @type {Part[]} */
  const parts = [];
  let done = 0;
  for (const { start, end, ...link } of linksIn(text)) {
    parts.push(...withNames(text.slice(done, start), mentions), link);
    done = end;
  }
  return [...parts, ...withNames(text.slice(done), mentions)].filter((part) => part.text);
}

/** @param {string} text @returns {{start: number, end: number, text: string, href: string}[]} */
export function linksIn(text) {
  const found = [];
  for (const match of text.matchAll(CANDIDATE)) {
    const written = withoutTail(match[0]);
    const href = addressIn(written);
    if (!href) continue;
    found.push({ start: match.index, end: match.index + written.length, text: readable(written, href), href });
  }
  return found;
}

/** Whose names stand in a text behind an @. @param {string} text @param {{id: string, name: string}[]} people */
export function namedIn(text, people) {
  const named = withNames(text.normalize("NFC"), people).map((part) => part.mention);
  return people.filter(({ id, name }) => named.includes(id) || named.includes(idOf(name, people)));
}

/** Drop what ends the sentence and not the address, and a bracket that was opened outside it. */
function withoutTail(address) {
  let rest = address;
  for (;;) {
    const last = rest.at(-1) ?? "";
    const opening = CLOSING.get(last);
    const outside = opening !== undefined && count(rest, last) > count(rest, opening);
    if (!outside && !ENDS_A_SENTENCE.test(rest)) return rest;
    rest = rest.slice(0, -1);
  }
}

/** @param {string} written @returns {string} empty when it is no honest address of the web */
function addressIn(written) {
  if (DECEIVING.test(written) || written.length > LONGEST) return "";
  try {
    const url = new URL(written);
    const plain = (url.protocol === "https:" || url.protocol === "http:") && !url.username && !url.password;
    return plain && url.hostname ? url.href : "";
  } catch {
    return "";
  }
}

/**
 * Letters of an address are shown as letters, if nothing is hidden among them.
 *
 * A host that mixes Latin letters with others may imitate another: it is shown as browsers write
 * it (`xn--…`). One in letters of one's own, like кино.рф, stays as it was written.
 */
function readable(written, href) {
  const host = /^https?:\/\/([^/?#]*)/iu.exec(written)?.[1] ?? "";
  const foreign = /[^\x00-\x7f]/u.test(host);
  return foreign && /[a-z]/iu.test(host) ? href : decoded(written);
}

function decoded(written) {
  try {
    const letters = decodeURI(written);
    return DECEIVING.test(letters) || /\s/u.test(letters) ? written : letters;
  } catch {
    return written;
  }
}

/** @returns {Part[]} */
function withNames(text, people) {
  if (!people.length || !text.includes("@")) return [{ text }];
  const names = people.map(({ name }) => name.normalize("NFC")).sort((a, b) => b.length - a.length);
  const called = new RegExp(`@(?:${names.map(escaped).join("|")})(?![\\p{L}\\p{N}_])`, "gu");
  /** @type {Part[]} */
  const parts = [];
  let done = 0;
  for (const match of text.matchAll(called)) {
    parts.push({ text: text.slice(done, match.index) });
    parts.push({ text: match[0], mention: idOf(match[0].slice(1), people) });
    done = match.index + match[0].length;
  }
  return [...parts, { text: text.slice(done) }];
}

const idOf = (name, people) => people.find((person) => person.name.normalize("NFC") === name.normalize("NFC"))?.id;
const escaped = (name) => name.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
const count = (text, sign) => text.split(sign).length - 1;

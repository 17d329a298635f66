/** Frames that ask for something, as requests to the API; its answers as `ack` and `nack` (R089). */

import { exchange, HttpRefusal } from "./http.js";

/** @typedef {{room: string, state: string, commands: string, messages: string}} Api */

/**
 * What a frame is over HTTP. `undefined` for a frame that only a socket can carry. What has no `id`
 * is answered with nothing.
 * @param {any} frame @param {Api} api
 * @returns {{url: string, method?: string, body?: object, answer?: (said: any) => object}|undefined}
 */
export function requestOf(frame, api) {
  const { type, id, seq, ...rest } = frame;
  const message = `${api.messages}/${seq}`;
  switch (type) {
    case "playback.command":
      return { url: api.commands, method: "POST", body: { id, ...rest } };
    case "chat.send":
      return { url: api.messages, method: "POST", body: { id, ...rest } };
    case "chat.react":
      return { url: `${message}/reactions`, method: "POST", body: { id, ...rest } };
    case "chat.delete":
      return { url: message, method: "DELETE", answer: () => ({ type: "ack", id, seq }) };
    case "chat.history":
      return { url: `${api.messages}?${queryOf(rest)}`, answer: (page) => history(id, page, rest) };
    case "player.report":
      return { url: `${api.room}/report`, method: "POST", body: rest };
    case "chat.typing":
      return { url: `${api.messages}/typing`, method: "POST" };
    default:
      return undefined;
  }
}

/**
 * Ask by HTTP what a frame asks.
 * @param {any} frame @param {Api} api @returns {Promise<any>} the frame that a socket would have
 *   answered with, null for none; fails without a network, and with HttpRefusal when signed out
 */
export async function ask(frame, api) {
  const request = requestOf(frame, api);
  if (!request) return null;
  try {
    const said = await exchange(request.url, request);
    return request.answer ? request.answer(said) : { type: "ack", ...said };
  } catch (error) {
    if (!(error instanceof HttpRefusal) || error.status === 401) throw error;
    const { code = "unavailable", detail = "", retry_after } = error.body;
    return { type: "nack", id: frame.id, code, detail, retry_after: retry_after ?? undefined };
  }
}

function history(id, { results, next, previous }, { after }) {
  return { type: "chat.history", id, messages: results, more: (after === undefined ? previous : next) !== null };
}

/** @param {object} fields @returns {string} */
function queryOf(fields) {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined && value !== null);
  return new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
}

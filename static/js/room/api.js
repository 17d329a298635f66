/** What a click asks of the API: its refusals are sentences for people, as on the sockets. */

import { exchange, HttpRefusal } from "./http.js";
import { Refused } from "./requests.js";
import { gettext } from "./words.js";

/**
 * @param {string} method @param {string} address @param {object} [body]
 * @returns {Promise<any>} the answer, null for an empty one; fails with Refused
 */
export async function call(method, address, body) {
  try {
    return await exchange(address, { method, body });
  } catch (error) {
    throw refusalOf(error);
  }
}

/** @param {unknown} error @returns {Refused} */
export function refusalOf(error) {
  if (!(error instanceof HttpRefusal)) {
    const detail = gettext("Нет связи с кинотеатром. Проверьте сеть и попробуйте ещё раз.");
    return new Refused({ code: "unavailable", detail });
  }
  if (error.body.detail) return new Refused(error.body);
  return new Refused({ code: "invalid", detail: gettext("Не получилось. Попробуйте ещё раз.") });
}

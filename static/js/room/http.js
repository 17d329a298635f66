/** One exchange with the API by HTTP: JSON there and back. The room's only caller of `fetch`. */

/** The server answered, and its answer is no. */
export class HttpRefusal extends Error {
  /** @param {number} status @param {any} body */
  constructor(status, body) {
    super(body?.detail ?? String(status));
    this.status = status;
    this.body = body ?? {};
  }

  /** @returns {boolean} whether it is the room's own word, not a page of somebody on the way to it */
  get isOurs() {
    return typeof this.body.code === "string";
  }
}

/**
 * @param {string} url @param {{method?: string, body?: object, signal?: AbortSignal}} [options]
 * @returns {Promise<any>} the answer, null for an empty one; fails with HttpRefusal, or as
 *   `fetch` does without a network or with an answer that is no JSON
 */
export async function exchange(url, { method = "GET", body, signal } = {}) {
  /** @type {Record<string, string>} */
  const headers = { Accept: "application/json" };
  if (method !== "GET") headers["X-CSRFToken"] = csrfToken();
  if (body) headers["Content-Type"] = "application/json";
  const answer = await fetch(url, { method, headers, signal, cache: "no-store", body: body && JSON.stringify(body) });
  if (!answer.ok) throw new HttpRefusal(answer.status, await answer.json().catch(() => null));
  return answer.status === 204 ? null : answer.json();
}

const csrfToken = () => document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";

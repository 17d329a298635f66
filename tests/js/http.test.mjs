/** One way to the API, and what its refusals say to people (R089). */
import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { call } from "../../static/js/room/api.js";
import { exchange } from "../../static/js/room/http.js";

globalThis.document ??= /** @type {any} */ ({ querySelector: () => null });

const answering = (status, text) =>
  mock.method(globalThis, "fetch", async () => new Response(text, { status }));

const refusal = async (asked) => {
  try {
    await asked;
  } catch (error) {
    return error;
  } finally {
    mock.restoreAll();
  }
  return null;
};

test("an answer is its JSON, and nothing where there is none", async () => {
  answering(200, '{"state": "open"}');
  assert.deepEqual(await exchange("/room"), { state: "open" });
  answering(204, null);
  assert.equal(await exchange("/room", { method: "DELETE" }), null);
  mock.restoreAll();
});

test("a refusal keeps its status and what the server said", async () => {
  answering(429, '{"code": "rate_limited", "detail": "Слишком часто", "retry_after": 5}');
  const { status, body } = await refusal(exchange("/room"));
  assert.deepEqual([status, body.code, body.retry_after], [429, "rate_limited", 5]);
});

test("somebody else's page in place of an answer is no answer", async () => {
  answering(200, "<html>Войдите в сеть кафе</html>");
  assert.ok((await refusal(exchange("/room"))) instanceof SyntaxError);
});

test("people are told the server's own sentence, or one of ours", async () => {
  answering(403, '{"code": "forbidden", "detail": "Это может только хозяин."}');
  const told = await refusal(call("PATCH", "/room", { seats: 3 }));
  assert.deepEqual([told.code, told.message], ["forbidden", "Это может только хозяин."]);
  answering(502, "<html>");
  assert.equal((await refusal(call("GET", "/room"))).code, "invalid");
  mock.method(globalThis, "fetch", async () => {
    throw new TypeError("no network");
  });
  assert.equal((await refusal(call("GET", "/room"))).code, "unavailable");
});

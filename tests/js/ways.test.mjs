/** Where sockets do not get through, the line goes by HTTP and comes back (R089). */
import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { Reports } from "../../static/js/room/http-reports.js";
import { requestOf } from "../../static/js/room/http-requests.js";
import { HttpSocket } from "../../static/js/room/http-socket.js";
import { explainRefusals } from "../../static/js/room/line.js";
import { Ways } from "../../static/js/room/ways.js";

class FakeSocket {
  static all = [];
  constructor() {
    FakeSocket.all.push(this);
  }
  close() {
    this.closed = true;
  }
}
class FakeHttp {}
const NoSocket = class {
  constructor() {
    throw new Error("forbidden");
  }
};

class FakeLine extends EventTarget {
  reconnects = 0;
  state = "open";
  reconnect() {
    this.reconnects += 1;
  }
}

function scene(Socket = FakeSocket) {
  FakeSocket.all = [];
  const ways = new Ways("/frames", {}, { Socket, Http: FakeHttp });
  const line = new FakeLine();
  ways.guide(line);
  return { ways, line };
}

const check = (name, body) =>
  test(name, async () => {
    mock.timers.enable({ apis: ["setTimeout"] });
    try {
      await body();
    } finally {
      mock.timers.reset();
    }
  });

check("a socket is the first way", () => {
  const { ways } = scene();
  assert.ok(new ways.Socket("ws://x/") instanceof FakeSocket);
  assert.equal(ways.way, "socket");
});

check("a browser without sockets goes by HTTP at once", () => {
  const { ways } = scene(NoSocket);
  assert.ok(new ways.Socket("ws://x/") instanceof FakeHttp);
  assert.equal(ways.way, "http");
});

check("a room that answers while its sockets do not is followed by HTTP", () => {
  const { ways, line } = scene();
  new ways.Socket("ws://x/");
  line.dispatchEvent(new Event("reachable"));
  assert.deepEqual([ways.way, line.reconnects], ["http", 1]);
  assert.ok(new ways.Socket("ws://x/") instanceof FakeHttp);
});

check("a server that named a time is not asked for a socket before it (A12)", () => {
  const { ways, line } = scene();
  line.dispatchEvent(new CustomEvent("reachable", { detail: { why: "too many", seconds: 15 } }));
  assert.equal(ways.way, "http");
  new ways.Socket("ws://x/");
  mock.timers.tick(14_900);
  assert.equal(FakeSocket.all.length, 0);
  mock.timers.tick(200);
  assert.equal(FakeSocket.all.length, 1);
});

check("a socket that is greeted brings the line back, one that is not does not", () => {
  const { ways, line } = scene();
  line.dispatchEvent(new Event("reachable"));
  new ways.Socket("ws://x/");
  mock.timers.tick(2000);
  FakeSocket.all[0].onclose({ code: 1006 });
  assert.equal(ways.way, "http");
  mock.timers.tick(4000);
  FakeSocket.all[1].onmessage({ data: "{}" });
  assert.deepEqual([ways.way, line.reconnects, FakeSocket.all[1].closed], ["socket", 2, true]);
});

check("a socket that says nothing is given up", () => {
  const { ways, line } = scene();
  line.dispatchEvent(new Event("reachable"));
  new ways.Socket("ws://x/");
  mock.timers.tick(2000);
  mock.timers.tick(6000);
  assert.deepEqual([ways.way, FakeSocket.all[0].closed], ["http", true]);
});

check("R114: a room that closes while a socket is tried is knocked at no more", () => {
  const { ways, line } = scene();
  line.dispatchEvent(new Event("reachable"));
  new ways.Socket("ws://x/");
  mock.timers.tick(2000);
  line.state = "ended";
  line.dispatchEvent(new Event("end"));
  FakeSocket.all[0].onclose({ code: 1006 });
  mock.timers.tick(120_000);
  assert.equal(FakeSocket.all.length, 1);
});

const api = { room: "/r", state: "/r/state", commands: "/r/commands", messages: "/r/messages" };

test("each request has its address", () => {
  assert.deepEqual(requestOf({ type: "playback.command", id: "a", action: "pause", version: 3 }, api), {
    url: "/r/commands",
    method: "POST",
    body: { id: "a", action: "pause", version: 3 },
  });
  assert.equal(requestOf({ type: "chat.delete", id: "b", seq: 7 }, api).url, "/r/messages/7");
  assert.equal(requestOf({ type: "chat.react", id: "c", seq: 7, emoji: "🔥" }, api).url, "/r/messages/7/reactions");
  const history = requestOf({ type: "chat.history", id: "d", before: 40, limit: 50 }, api);
  assert.equal(history.url, "/r/messages?before=40&limit=50");
  assert.deepEqual(history.answer({ results: [1], next: null, previous: "x" }), {
    type: "chat.history",
    id: "d",
    messages: [1],
    more: true,
  });
  assert.equal(requestOf({ type: "chat.typing" }, api).url, "/r/messages/typing");
  assert.deepEqual(requestOf({ type: "player.report", ready: true }, api), {
    url: "/r/report",
    method: "POST",
    body: { ready: true },
  });
  assert.equal(requestOf({ type: "clock.ping", t0: 1 }, api), undefined);
});

/** Answers to reports in turn; says what was reported. */
async function reported(answers, act) {
  const told = [];
  globalThis.document = { querySelector: () => ({ value: "token" }) };
  const fetched = mock.method(globalThis, "fetch", async (_url, { body }) => {
    told.push(JSON.parse(body).version);
    const answer = answers.shift() ?? [204, {}];
    if (answer === "cut") throw new TypeError("no network");
    return { ok: answer[0] < 400, status: answer[0], json: async () => answer[1] };
  });
  const reports = new Reports(api);
  const settled = async () => {
    for (let i = 0; i < 9; i++) await Promise.resolve();
  };
  const tell = async (version) => {
    reports.tell({ type: "player.report", version });
    await settled();
  };
  const wait = async (ms) => {
    mock.timers.tick(ms);
    await settled();
  };
  await act({ tell, wait, reports });
  fetched.mock.restore();
  return told;
}

check("of reports the latest is said, one at a time", async () => {
  const told = await reported([], async ({ tell, wait }) => {
    for (const version of [1, 2, 3, 4]) await tell(version);
    await wait(700);
    await wait(700);
    await tell(5);
  });
  assert.deepEqual(told, [1, 4, 5]);
});

check("a report that was not heard is said again, unless a newer one is there", async () => {
  const told = await reported(["cut", [429, { retry_after: 3 }], [204, {}]], async ({ tell, wait }) => {
    await tell(1);
    await wait(1999);
    await wait(1);
    await tell(2);
    await wait(2999);
    await wait(1);
    await wait(5000);
  });
  assert.deepEqual(told, [1, 1, 2]);
});

check("after the end nothing is reported", async () => {
  const told = await reported([], async ({ tell, wait, reports }) => {
    await tell(1);
    await tell(2);
    reports.end();
    await wait(9000);
  });
  assert.deepEqual(told, [1]);
});

/** A server of canned answers; `asked` are the addresses in order. */
async function follow(answers, act = () => {}) {
  const asked = [];
  const heard = [];
  let closed = null;
  globalThis.document = { querySelector: () => ({ value: "token" }) };
  const fetched = mock.method(globalThis, "fetch", async (url, options) => {
    asked.push(`${options.method} ${url}`);
    const [status, body] = answers.shift() ?? [404, { code: "not_found" }];
    return { ok: status < 400, status, json: async () => body };
  });
  const socket = new HttpSocket("/r/state", api);
  socket.onmessage = ({ data }) => heard.push(JSON.parse(data));
  await new Promise((done) => {
    socket.onclose = ({ code }) => {
      closed = code;
      done();
    };
    act(socket);
  });
  fetched.mock.restore();
  return { asked, heard, closed };
}

const member = (buffering) => ({ user: { id: "a", name: "Аня" }, buffering });
const greeting = { epoch: "e", seq: 5, members: [member(false)], frames: [{ type: "welcome", seq: 5, epoch: "e" }] };

test("it sits down, is greeted, and asks for what comes after", async () => {
  const news = {
    epoch: "e",
    seq: 6,
    server_time: 1000,
    members: [member(true)],
    frames: [{ type: "playback", seq: 6, prev: 5 }, { type: "synced", seq: 6 }],
  };
  const { asked, heard, closed } = await follow([[200, {}], [200, greeting], [200, news]]);
  assert.deepEqual(asked.slice(0, 4), [
    "POST /r/join",
    "GET /r/state?welcome=1",
    "GET /r/state?after=5",
    "GET /r/state?after=6",
  ]);
  assert.deepEqual(heard.map(({ type }) => type), ["welcome", "clock.pong", "playback", "synced", "presence"]);
  assert.equal(heard.at(-1).event, "buffering");
  assert.equal(closed, 4403, "a room that is not ours any more");
});

for (const [status, body, code] of [
  [401, { code: "not_authenticated" }, 4401],
  [404, { code: "not_found" }, 4403],
  [403, { code: "forbidden" }, 4403],
  [409, { code: "closing" }, 4410],
]) {
  test(`an answer ${status} is the close code ${code}`, async () => {
    const { closed } = await follow([[200, {}], [200, greeting], [status, body]]);
    assert.equal(closed, code);
  });
}

test("F22: a page of somebody on the way ends nothing: the line is asked again", async () => {
  const page = [403, "<html>Оплатите доступ в сеть</html>"];
  const { asked, closed } = await follow([[200, {}], [200, greeting], page, page, [200, { ...greeting, epoch: "f" }]]);
  assert.deepEqual([asked.length, closed], [5, 1012]);
});

for (const [body, code] of [['{"code": "not_found", "detail": "нет"}', 4403], ["<html>нет такой страницы</html>", null]]) {
  test(`F22: a refused line learns from ${body} that it has ${code ? "ended" : "to try again"}`, async () => {
    const fetched = mock.method(globalThis, "fetch", async () => new Response(body, { status: 404 }));
    let ended = null;
    const line = Object.assign(new EventTarget(), { state: "waiting", end: (why) => (ended = why) });
    explainRefusals(/** @type {any} */ (line), "/r");
    line.dispatchEvent(new CustomEvent("refused", { detail: 2 }));
    for (let turn = 0; turn < 20; turn += 1) await new Promise((done) => setImmediate(done));
    fetched.mock.restore();
    assert.equal(ended, code);
  });
}

test("another epoch means: begin again", async () => {
  const { closed } = await follow([[200, {}], [200, greeting], [200, { ...greeting, epoch: "f" }]]);
  assert.equal(closed, 1012);
});

test("a refusal of a command is its nack", async () => {
  const answers = [[200, {}], [200, greeting], [409, { code: "stale", detail: "поздно" }]];
  const { heard } = await follow(answers, (socket) => {
    const say = socket.onmessage;
    socket.onmessage = (event) => {
      say(event);
      if (JSON.parse(event.data).type === "welcome") {
        socket.send(JSON.stringify({ type: "playback.command", id: "x", action: "play" }));
      }
    };
  });
  const nack = heard.find(({ type }) => type === "nack");
  assert.deepEqual([nack.id, nack.code, nack.detail], ["x", "stale", "поздно"]);
});

/** The talk: the only module of the chat that knows all the others. Knows the chat socket alone. */

import { Aloud } from "./chat-aloud.js";
import { Composer } from "./chat-composer.js";
import { History } from "./chat-history.js";
import { systemLine } from "./chat-lines.js";
import { OwnWords } from "./chat-own.js";
import { Signs } from "./chat-signs.js";
import { Tools } from "./chat-tools.js";
import { Typing } from "./chat-typing.js";
import { Unread } from "./chat-unread.js";
import { ChatView } from "./chat-view.js";
import { walkByArrows } from "./chat-walk.js";
import { Outbox } from "./outbox.js";
import { gettext } from "./words.js";

const MUTED = "muted";

/**
 * Events: `message` (somebody else's words came), `wind` (seconds: he wants to go there),
 * `switched` (the chat was switched on or off), `refused` (Error).
 */
export class Chat extends EventTarget {
  /**
   * @param {HTMLElement} root @param {import("./socket.js").RoomSocket} socket
   * @param {{room: string, me: {id: string, name: string, can_speak?: boolean, can_moderate?: boolean}}} facts
   */
  constructor(root, socket, { room, me }) {
    super();
    const part = (/** @type {string} */ name) => root.querySelector(`[data-part="${name}"]`);
    Object.assign(this, { root, socket, me, list: part("list") });
    this.signsThere = /** @type {string[]} */ ([]);
    this.canControl = () => false;
    this.now = () => Date.now(); // server time, as well as the page knows it
    this.people = () => /** @type {{id: string, name: string}[]} */ ([]);
    this.aloud = new Aloud(part("said"), () => this.now());
    this.outbox = new Outbox(room, me.id);
    this.view = new ChatView({ scroller: part("scroller"), list: this.list, me });
    this.history = new History(this.view, socket);
    this.unread = new Unread(this.view, part("jump"), () => this.history.latest());
    this.typing = new Typing(part("typing"), (frame) => socket.send(frame), me.id);
    this.signs = new Signs((frame) => socket.request(frame, { lifetime: 15_000 }), me);
    this.composer = new Composer(part, this.outbox, () => this.people());
    const { view, composer, outbox, history, typing } = this;
    const parts = { view, composer, outbox, history, typing, me, people: () => this.people() };
    this.own = new OwnWords(parts, (frame, named) => socket.request(frame, named));
    this.tools = new Tools(this.list, this.#deeds());
    this.#listen(part("scroller"));
    this.own.resume();
  }

  /** What I may do has changed. @param {{can_speak?: boolean, can_moderate?: boolean}} you */
  know({ can_speak: maySpeak = true, can_moderate: mayModerate = false }) {
    this.me.can_moderate = mayModerate;
    this.#mayWrite(maySpeak);
    this.tools.refresh();
  }

  /** Nothing can be written, for now or any more. @param {string} why @param {string} [reason] */
  close(why, reason = "closed") {
    this.composer.close(why, reason);
  }

  /** Let people write again. @param {string} [reason] */
  open(reason = "closed") {
    this.composer.open(reason);
  }

  #listen(scroller) {
    this.socket.addEventListener("frame", ({ detail }) => this.#take(detail));
    this.view.addEventListener("put", ({ detail: item }) => item.matches(".message") && this.signs.fill(item));
    this.signs.addEventListener("refused", ({ detail }) => this.#tell("refused", detail));
    this.composer.addEventListener("send", ({ detail }) => this.own.send(detail));
    this.composer.addEventListener("writes", () => this.typing.mine());
    walkByArrows(scroller, this.list);
    this.list.addEventListener("click", ({ target }) => {
      const quote = target.closest("[data-quotes]");
      if (quote) this.history.goTo(Number(quote.dataset.quotes));
    });
  }

  /** @type {Record<string, (frame: any) => void>} */
  #takes = {
    welcome: (frame) => this.#welcome(frame),
    "chat.message": (frame) => this.#message(frame),
    "chat.system": (frame) => this.#happened(frame),
    "chat.typing": ({ author }) => this.typing.take(author),
    "chat.reaction": (frame) => this.signs.take(this.view.item(frame.target), frame),
    "chat.deleted": ({ target }) => {
      this.history.forget(target);
      this.view.remove(target);
      this.tools.refresh();
    },
  };

  #take(frame) {
    this.#takes[frame.type]?.(frame);
  }

  #welcome({ afresh, messages, you, chat }) {
    this.signsThere = chat?.signs ?? [];
    this.composer.longest = chat?.length ?? this.composer.longest;
    this.own.slowMode = chat?.slow_mode ?? 0;
    this.know(you);
    this.root.removeAttribute("data-loading");
    if (!afresh) return;
    this.view.clear(true);
    for (const frame of messages) this.view.add(frame);
    this.view.toEnd();
    this.history.fill().then(() => this.unread.mark());
  }

  #message(frame) {
    const atEnd = this.view.atEnd;
    const mine = frame.author.id === this.me.id;
    if (mine) this.outbox.remove(frame.id);
    this.typing.forget(frame.author.id);
    if (!this.view.add(frame) || mine) return;
    this.unread.take(frame, atEnd);
    this.aloud.say(frame.at, `${frame.author.name}: ${frame.text}`);
    this.#tell("message", frame);
  }

  #happened(frame) {
    if (this.view.add(frame)) this.aloud.say(frame.at, systemLine(frame));
    if (frame.event === "muted" || frame.event === "unmuted") {
      if (frame.member?.id === this.me.id) this.#mayWrite(frame.event === "unmuted");
    }
    if (!frame.settings) return;
    this.own.slowMode = frame.settings.slow_mode ?? 0;
    if (!this.own.slowMode) this.composer.rest(0);
    this.#tell("switched", frame.settings.chat_enabled !== false);
  }

  #mayWrite(may) {
    this.me.can_speak = may;
    if (may) this.composer.open(MUTED);
    else this.composer.close(gettext("Вас попросили помолчать: читать можно"), MUTED);
  }

  #deeds() {
    return {
      me: this.me.id,
      signs: () => this.signsThere,
      maySpeak: () => Boolean(this.me.can_speak) && !this.composer.input.disabled,
      mayDelete: (item) => item.frame.author.id === this.me.id || Boolean(this.me.can_moderate),
      mayWind: () => this.canControl(),
      reply: (item) => this.composer.reply({ ...item.frame, seq: Number(item.dataset.seq) }),
      react: (item, emoji) => this.signs.toggle(item, emoji),
      remove: (item) => this.#remove(Number(item.dataset.seq)),
      wind: (position) => this.#tell("wind", position),
    };
  }

  async #remove(seq) {
    try {
      await this.socket.request({ type: "chat.delete", seq }, { lifetime: 15_000 });
    } catch (error) {
      this.#tell("refused", error);
    }
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

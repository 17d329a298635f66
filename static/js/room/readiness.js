/** Tells the room whether this player can show the film: facts for others to see, never commands. */

const STALL = 500; // ms without a picture that count as loading
const REPORT_GAP = 10000; // ms between two reports when nothing changed
const IDLE = 1; // HTMLMediaElement.NETWORK_IDLE: phones load nothing before they may play
const LOOK = 250; // ms; a player without a film to look at does not tick

export class Readiness {
  /**
   * @param {import("./player.js").Player} player @param {import("./socket.js").RoomSocket} socket
   * @param {() => boolean} changing whether the viewer changes his own picture or sound right now
   */
  constructor(player, socket, changing = () => false) {
    Object.assign(this, { player, socket, changing });
    this.busySince = 0;
    this.wait = true;
    this.last = "";
    this.lastAt = 0;
    player.addEventListener("tick", () => this.#look());
    player.addEventListener("change", () => this.#look());
    setInterval(() => this.#look(), LOOK);
    socket.addEventListener("state", () => (this.last = ""));
  }

  /** @returns {boolean} whether the film has stood still for lack of data */
  get buffering() {
    return this.busySince > 0 && performance.now() - this.busySince > STALL;
  }

  /** «Не ждите меня», and taken back; until the page is loaded anew. @param {boolean} wait */
  let(wait) {
    this.wait = wait;
    this.#look();
  }

  #look() {
    const { player } = this;
    if (!player.anchor) return; // not in the room yet
    const now = performance.now();
    if (player.busy && player.phase === "playing") this.busySince ||= now;
    else this.busySince = 0;
    const facts = {
      buffering: this.buffering,
      ready: this.#ready,
      version: player.anchor.version,
      wait: this.wait && !this.changing(),
    };
    const key = JSON.stringify(facts);
    if (key === this.last && now - this.lastAt < REPORT_GAP) return;
    const position = player.video.currentTime;
    if (this.socket.send({ type: "player.report", position, rtt: player.clock.rtt, ...facts })) {
      this.last = key;
      this.lastAt = now;
    }
  }

  /** Whether nobody need wait for us: at the end, or asleep until play, there is nothing to load. */
  get #ready() {
    const { video, busy, phase } = this.player;
    const asleep = video.readyState > 0 && video.networkState === IDLE && !video.seeking;
    return !busy || asleep || phase === "ended";
  }
}

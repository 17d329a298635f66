/** Tells the room whether this player can show the film: facts for others to see, never commands. */

const STALL = 500; // ms without a picture that count as loading
const REPORT_GAP = 10000; // ms between two reports when nothing changed

export class Readiness {
  /** @param {import("./player.js").Player} player @param {import("./socket.js").RoomSocket} socket */
  constructor(player, socket) {
    Object.assign(this, { player, socket });
    this.busySince = 0;
    this.last = "";
    this.lastAt = 0;
    player.addEventListener("tick", () => this.#look());
    socket.addEventListener("state", () => (this.last = ""));
  }

  /** @returns {boolean} whether the film has stood still for lack of data */
  get buffering() {
    return this.busySince > 0 && performance.now() - this.busySince > STALL;
  }

  #look() {
    const { player } = this;
    const now = performance.now();
    if (player.busy && player.phase === "playing") this.busySince ||= now;
    else this.busySince = 0;
    const facts = {
      buffering: this.buffering,
      ready: !player.busy,
      version: player.anchor?.version ?? 0,
    };
    const key = JSON.stringify(facts);
    if (key === this.last && now - this.lastAt < REPORT_GAP) return;
    const position = player.video.currentTime;
    if (this.socket.send({ type: "player.report", position, ...facts })) {
      this.last = key;
      this.lastAt = now;
    }
  }
}

/**
 * Starting the element where the browser lets us: with sound, else silent, else after a click.
 *
 * Browsers refuse sound that nobody asked for. Silence they allow, so the film starts muted and in
 * step, and one click brings the sound.
 */

/** Events: `muted` (runs without sound), `blocked` (does not run without a click). */
export class Starter extends EventTarget {
  /** @param {HTMLVideoElement} video */
  constructor(video) {
    super();
    this.video = video;
    this.starting = false;
    this.blocked = false;
  }

  /** Start, if it is not under way already. @returns {Promise<boolean>} whether this call started it */
  async play() {
    if (this.starting || this.blocked || !this.video.paused) return false;
    this.starting = true;
    try {
      await this.#try();
      return true;
    } catch {
      return false; // paused again meanwhile, or refused; the next look at the element decides
    } finally {
      this.starting = false;
    }
  }

  async #try() {
    try {
      await this.video.play();
    } catch (error) {
      if (error.name !== "NotAllowedError") throw error;
      await this.#trySilently();
    }
  }

  async #trySilently() {
    const silent = this.video.muted;
    this.video.muted = true;
    try {
      if (silent) throw new DOMException("silence was refused too", "NotAllowedError");
      await this.video.play();
      this.dispatchEvent(new Event("muted"));
    } catch (error) {
      if (error.name === "NotAllowedError") {
        this.blocked = true;
        this.dispatchEvent(new Event("blocked"));
      }
      throw error;
    }
  }

  /** The viewer clicked: what was refused is allowed now. To be called from the click itself. */
  allow() {
    this.blocked = false;
    this.video.muted = false;
    if (!this.video.paused) return;
    // WebKit allows what is played within the click, and the start comes later: it is told now.
    this.video.play().catch(() => {});
    this.video.pause();
  }
}

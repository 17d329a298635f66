/** Keys of the room: space, arrows, f, m, c. Silent while somebody types. */

/**
 * @param {{toggle(): void, seekBy(seconds: number): void}} remote @param {() => boolean} allowed
 * @param {{change(by: number): void, toggle(): void}} sound
 * @param {{fullscreen(): void, chat(): void}} view
 */
export function listenToKeys(remote, allowed, sound, view) {
  /** @type {Record<string, () => void>} */
  const common = {
    Space: () => remote.toggle(),
    KeyK: () => remote.toggle(),
    ArrowLeft: () => remote.seekBy(-10),
    ArrowRight: () => remote.seekBy(10),
  };
  /** @type {Record<string, () => void>} */
  const personal = {
    ArrowUp: () => sound.change(0.05),
    ArrowDown: () => sound.change(-0.05),
    KeyM: () => sound.toggle(),
    KeyF: () => view.fullscreen(),
    KeyC: () => view.chat(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTaken(event)) return;
    const act = (allowed() && common[event.code]) || personal[event.code];
    if (!act) return;
    event.preventDefault();
    act();
  });
}

/**
 * Keys of keyboards, headphones and lock screens that the browser gives to media: they would stop
 * this film alone, so they become requests to the room.
 * @param {{toggle(): void, seek(position: number): void, seekBy(seconds: number): void}} remote
 * @param {() => boolean} allowed
 */
export function listenToMediaKeys(remote, allowed) {
  const session = navigator.mediaSession;
  if (!session) return;
  const answer = (/** @type {any} */ name, /** @type {(details: any) => void} */ act) => {
    try {
      session.setActionHandler(name, (details) => allowed() && act(details));
    } catch {
      // A key that this browser does not know.
    }
  };
  answer("play", () => remote.toggle());
  answer("pause", () => remote.toggle());
  answer("seekbackward", () => remote.seekBy(-10));
  answer("seekforward", () => remote.seekBy(10));
  answer("seekto", ({ seekTime }) => remote.seek(seekTime));
}

/**
 * Whether the focused thing needs the key itself. A letter of any layout is meant by its place on
 * the keyboard (`code`), so that the keys work with Russian letters too.
 * @param {KeyboardEvent} event @returns {boolean}
 */
function isTaken(event) {
  const target = /** @type {HTMLElement} */ (event.target);
  if (document.querySelector("dialog[open]")) return true;
  if (target.matches("textarea, select, [contenteditable], input:not([type=range])")) return true;
  if (event.code === "Space") return target.matches("button, summary, a");
  return target.matches("input[type=range]:not([data-part=seek])") && event.code.startsWith("Arrow");
}

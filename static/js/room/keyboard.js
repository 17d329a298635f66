/** Keys of the room: space, arrows, f, m, c, Enter, ?. Silent while somebody types. */

/**
 * @typedef {{toggle(): void, seekBy(seconds: number): void}} Remote
 * @typedef {{change(by: number): void, toggle(): void}} Sound
 * @typedef {{fullscreen(): void, chat(): void, write(): boolean}} View
 * @typedef {{toggle(): void}} Help
 */

const REPEATED = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]);

/** @param {{remote: Remote, allowed: () => boolean, sound: Sound, view: View, help: Help}} means */
export function listenToKeys({ remote, allowed, sound, view, help }) {
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
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTaken(event)) return;
    const act = isQuestion(event) ? () => help.toggle() : meaning(event);
    // A key held down winds and changes the volume; it does not switch the film on and off.
    if (!act || (event.repeat && !REPEATED.has(event.code))) return;
    event.preventDefault();
    act();
  });

  const meaning = (/** @type {KeyboardEvent} */ event) => {
    if (event.shiftKey) return null;
    if (event.code === "Enter") return () => view.write();
    return (allowed() && common[event.code]) || personal[event.code];
  };
}

/** «?» of any layout: by what it writes, or by its place. @param {KeyboardEvent} event */
const isQuestion = ({ key, code, shiftKey }) => key === "?" || (code === "Slash" && shiftKey);

/**
 * Whether the focused thing needs the key itself. A letter of any layout is meant by its place on
 * the keyboard (`code`), so that the keys work with Russian letters too.
 * @param {KeyboardEvent} event @returns {boolean}
 */
function isTaken(event) {
  const target = /** @type {HTMLElement} */ (event.target);
  if (document.querySelector("dialog[open]")) return true;
  if (target.matches("textarea, select, [contenteditable], input:not([type=range])")) return true;
  if (event.code === "Space" || event.code === "Enter") return target.matches("button, summary, a, input");
  return target.matches("input[type=range]:not([data-part=seek])") && event.code.startsWith("Arrow");
}

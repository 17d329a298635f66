/** What a click and a key do in the talk: a line leads to its place in the film, an answer to its question. */

const OWN_KEYS = new Set(["ArrowUp", "ArrowDown"]); // scroll here, and are the volume elsewhere

/**
 * @param {HTMLElement} scroller
 * @param {{talk: import("./talk.js").Talk, wind: (place: number) => void}} means
 */
export function bindLines(scroller, { talk, wind }) {
  scroller.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target);
    const item = /** @type {any} */ (target.closest("[data-place]"));
    if (!item || target.closest("a, .message__more") || isSelecting()) return;
    if (target.closest(".message__quote")) answer(item.frame, talk);
    else wind(Number(item.dataset.place));
  });
  scroller.addEventListener("keydown", (event) => {
    if (OWN_KEYS.has(event.code)) event.stopPropagation();
  });
}

function answer({ quoted }, talk) {
  if (quoted) talk.reveal(quoted);
}

/** Who marks words to copy them means no place. @returns {boolean} */
const isSelecting = () => getSelection()?.isCollapsed === false;

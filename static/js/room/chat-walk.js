/** Arrows go from message to message; their tools follow the focus. */

const STEPS = { ArrowDown: 1, ArrowUp: -1 };

/** @param {HTMLElement} scroller @param {HTMLElement} list */
export function walkByArrows(scroller, list) {
  scroller.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    const messages = /** @type {HTMLElement[]} */ ([...list.querySelectorAll(".message")]);
    const now = messages.indexOf(document.activeElement.closest?.(".message"));
    const next = now < 0 ? messages.at(-1) : messages[now + step];
    event.preventDefault();
    event.stopPropagation();
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  });
}

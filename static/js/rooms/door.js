/** The door of a room opens by itself: who has come by the link need not press another button. */

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-door]"));

// Not when the page was come back to: «назад» out of a room must not lead into it again.
const [arrival] = /** @type {PerformanceNavigationTiming[]} */ (
  performance.getEntriesByType("navigation")
);
if (form && arrival?.type !== "back_forward") form.requestSubmit();

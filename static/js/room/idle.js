/** The cursor and the controls leave while the hand is calm, and come back with it. */

const CALM = 3000; // ms without a movement

export class Idle {
  /** @param {HTMLElement} room gets the class `is-idle`; CSS obeys it only while the film runs */
  constructor(room) {
    this.room = room;
    room.addEventListener("pointermove", (event) => isHand(event) && this.wake());
    room.addEventListener("pointerdown", (event) => isHand(event) && this.wake());
    room.addEventListener("focusin", () => this.wake());
    document.addEventListener("keydown", () => this.wake());
    this.#guardHiddenButtons();
    this.wake();
  }

  wake() {
    this.room.classList.remove("is-idle");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.rest(), CALM);
  }

  /** Nobody is left without what he is just using. */
  rest() {
    if (this.room.querySelector(".stage .menu[open], .stage :popover-open, .controls :focus-visible")) this.wake();
    else this.room.classList.add("is-idle");
  }

  /** A finger meets no button that it cannot see: it would stop the film for all, or leave the room. */
  #guardHiddenButtons() {
    for (const layer of this.room.querySelectorAll(".controls, .bar")) this.#guard(layer);
  }

  /** @param {Element} layer what lies over the film and leaves with the hand */
  #guard(layer) {
    let unseen = false;
    const hidden = () => getComputedStyle(layer).opacity === "0";
    this.room.addEventListener(
      "pointerdown",
      (event) => (unseen = event.pointerType === "touch" && layer.contains(event.target) && hidden()),
      { capture: true },
    );
    layer.addEventListener(
      "click",
      (event) => {
        if (!unseen) return;
        event.preventDefault();
        event.stopPropagation();
      },
      { capture: true },
    );
  }

  /** A finger on the film: shows what is hidden, hides what is shown. */
  toggle() {
    if (this.room.classList.contains("is-idle")) this.wake();
    else this.room.classList.add("is-idle");
  }
}

/** A finger on the film itself is told by its tap, not by its touch. @param {PointerEvent} event */
function isHand(event) {
  return event.pointerType !== "touch" || !(/** @type {Element} */ (event.target).matches("video"));
}

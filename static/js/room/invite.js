/** The link of the room: shared by the phone's own sheet where there is one, else copied. */

/** @param {HTMLButtonElement} button carries `data-copy` for js/copy.js @param {string} title */
export function bindInvite(button, title) {
  const onPhone = matchMedia("(pointer: coarse)").matches;
  if (!onPhone || !navigator.share) return;
  const url = button.dataset.copy;
  button.removeAttribute("data-copy");
  button.addEventListener("click", () => navigator.share({ title, url }).catch(() => {}));
}

/** A click into the field selects the whole link. @param {HTMLInputElement} field */
export function bindLink(field) {
  field.addEventListener("focus", () => field.select());
}

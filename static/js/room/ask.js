/** The question before something that cannot be taken back. */

/**
 * @param {{title: string, text: string, yes: string}} words
 * @returns {Promise<boolean>} whether the person meant it
 */
export function ask({ title, text, yes }) {
  const dialog = /** @type {HTMLDialogElement} */ (document.querySelector("[data-part=ask]"));
  dialog.querySelector("#ask-title").textContent = title;
  dialog.querySelector("#ask-text").textContent = text;
  dialog.querySelector("[value=yes]").textContent = yes;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

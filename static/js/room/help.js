/** The sheet of keys: opened by its button or «?», closed by Escape, its cross or a click beside it. */

export class Help {
  /** @param {HTMLDialogElement} sheet @param {HTMLElement} opener */
  constructor(sheet, opener) {
    this.sheet = sheet;
    opener.addEventListener("click", () => this.toggle());
    sheet.querySelector("[data-part=help-close]").addEventListener("click", () => sheet.close());
    sheet.addEventListener("click", (event) => event.target === sheet && sheet.close());
    sheet.addEventListener("keydown", (event) => {
      event.stopPropagation(); // Escape closes the sheet, not the full screen behind it
      if (event.key === "?") sheet.close();
    });
  }

  toggle() {
    if (this.sheet.open) this.sheet.close();
    else this.sheet.showModal();
  }
}

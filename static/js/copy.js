// <button data-copy="text">: puts the text on the clipboard and says so.

import { toast } from "./toast.js";

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  try {
    await copy(button.dataset.copy);
    toast(gettext("Ссылка скопирована"));
  } catch {
    toast(gettext("Не получилось скопировать. Выделите ссылку и скопируйте её сами."), "error");
  }
});

async function copy(text) {
  // The clipboard is closed to plain http pages other than localhost: fall back to a selection.
  if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "visually-hidden";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  if (!done) throw new Error("copy was refused");
}

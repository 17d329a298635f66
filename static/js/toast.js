// Short news in the corner: those the server sent with the page, and those that scripts say.

import { icon } from "./icon.js";

const STAYS_MS = 6000; // long enough to read two lines; errors stay until they are closed

/** Say something to the person; `level` is "success", "info", "warning" or "error". */
export function toast(text, level = "success") {
  const item = document.createElement("li");
  item.className = `toast toast--${level}`;
  item.dataset.level = level;
  const words = document.createElement("span");
  words.textContent = text;
  item.append(icon(level === "success" ? "check" : "info"), words, closeButton());
  document.querySelector("[data-toasts]")?.append(item);
  settle(item);
}

/** Give the messages that came with the page their close buttons and their time. */
export function settleToasts(root = document) {
  for (const item of root.querySelectorAll("[data-toasts] > .toast:not([data-settled])")) {
    if (!item.querySelector(".toast__close")) item.append(closeButton());
    settle(item);
  }
}

function settle(item) {
  item.dataset.settled = "";
  item.querySelector(".toast__close").addEventListener("click", () => item.remove());
  if (item.dataset.level === "error") return;
  let timer = setTimeout(() => item.remove(), STAYS_MS);
  item.addEventListener("pointerenter", () => clearTimeout(timer));
  item.addEventListener("pointerleave", () => {
    timer = setTimeout(() => item.remove(), STAYS_MS);
  });
}

function closeButton() {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "toast__close";
  button.setAttribute("aria-label", gettext("Закрыть"));
  button.append(icon("x"));
  return button;
}

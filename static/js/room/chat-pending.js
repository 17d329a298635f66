/** What is shown on a message that is not in the room yet: on its way, held up, refused. */

import { element } from "./chat-item.js";
import { gettext } from "./words.js";

const WORTH_SAYING = 2; // s; a shorter pause is not worth a word

/** @param {any} item @param {string} why @param {{retry(): void, drop(): void}} ways */
export function showRefusal(item, why, ways) {
  if (!item) return;
  item.dataset.failed = "";
  const trouble = cleared(item);
  trouble.append(
    element("span", "", why),
    button("chat-retry", gettext("Повторить"), () => {
      showPending(item);
      ways.retry();
    }),
    button("chat-drop", gettext("Убрать"), () => {
      item.remove();
      ways.drop();
    }),
  );
}

/** Too fast: it goes by itself a little later. @param {any} item @param {number} seconds */
export function showHeld(item, seconds) {
  if (!item || seconds < WORTH_SAYING) return;
  cleared(item).append(element("span", "message__held", gettext("Уйдёт через несколько секунд")));
}

/** On its way again. @param {any} item */
export function showPending(item) {
  if (!item) return;
  delete item.dataset.failed;
  item.querySelector(".message__trouble")?.remove();
}

function cleared(item) {
  item.querySelector(".message__trouble")?.remove();
  const trouble = element("p", "message__trouble");
  trouble.setAttribute("role", "status");
  item.append(trouble);
  return trouble;
}

function button(testId, text, act) {
  const made = element("button", "message__again", text);
  made.type = "button";
  made.dataset.testid = testId;
  made.addEventListener("click", act);
  return made;
}

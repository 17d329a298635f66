/** While the chat is out of sight its words pass by as quiet lines over the film. */

const STAYS = 7000; // ms
const MOST = 3;

export class Passing {
  /** @param {HTMLElement} list @param {import("./view.js").View} view */
  constructor(list, view) {
    Object.assign(this, { list, view });
    view.addEventListener("change", () => view.chatHidden || list.replaceChildren());
  }

  /** @param {{author: {name: string}, text: string}} message */
  add({ author, text }) {
    if (!this.view.chatHidden) return;
    const line = document.createElement("li");
    const name = document.createElement("b");
    const words = document.createElement("bdi");
    line.className = "passing__line";
    name.textContent = author.name;
    words.textContent = text;
    line.append(name, " ", words);
    this.list.append(line);
    while (this.list.children.length > MOST) this.list.firstElementChild.remove();
    setTimeout(() => line.remove(), STAYS);
  }
}

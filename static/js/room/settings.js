/**
 * The host's rules of the room. Each change is saved at once, by PATCH under the field's own name: a
 * new row is a named field in templates/rooms/_settings.html and nothing here. A `select` or radio
 * with `data-number` sends a number.
 */

import { call } from "./api.js";
import { ask } from "./ask.js";
import { Saving } from "./saving.js";
import { gettext } from "./words.js";

export class Settings {
  /**
   * @param {import("./rights.js").Rights} rights @param {import("./members.js").Members} members
   * @param {{room: string, members: string}} api
   */
  constructor(rights, members, api) {
    Object.assign(this, { rights, members, api });
    this.saving = new Saving();
    this.dialog = /** @type {HTMLDialogElement} */ (document.querySelector("[data-part=settings]"));
    const part = (/** @type {string} */ name) => this.dialog.querySelector(`[data-part="${name}"]`);
    this.form = /** @type {HTMLFormElement} */ (part("settings-form"));
    this.chosen = part("chosen");
    this.nobody = part("nobody");
    this.banned = part("banned");
    this.bannedList = part("banned-list");
    this.status = part("settings-status");
    document.querySelector("[data-part=ask-settings]").addEventListener("click", () => this.open());
    part("new-link").addEventListener("click", () => this.#replaceLink());
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.addEventListener("change", ({ target }) => this.#changed(/** @type {any} */ (target)));
    rights.addEventListener("change", () => this.show());
    members.addEventListener("change", () => this.#showChosen());
  }

  open() {
    this.status.textContent = "";
    this.show();
    this.#loadBanned();
    this.dialog.showModal();
  }

  /** Draw the rules as the room has them; what is being saved stays as it was chosen. */
  show() {
    const { room } = this.rights;
    for (const field of this.form.elements) {
      if (field.name in room && !this.saving.has(field.name)) fill(/** @type {any} */ (field), room[field.name]);
    }
    for (const hint of this.form.querySelectorAll("[data-for]")) {
      const [name, value] = hint.dataset.for.split("=");
      hint.hidden = String(room[name]) !== value;
    }
    this.#showChosen();
  }

  async #changed(field) {
    if (field.dataset.user) await this.#letControl(field.dataset.user, field.checked);
    else if (field.name) await this.#patch(field.name, valueOf(field));
  }

  /** @param {string} user id @param {boolean} allowed */
  async #letControl(user, allowed) {
    await this.#save(user, async () => {
      const member = await call("PATCH", `${this.api.members}/${user}`, { may_control: allowed });
      this.members.change({ event: "role", member: { user: member.user, may_control: member.may_control } });
    });
  }

  /** @param {string} name @param {any} value */
  async #patch(name, value) {
    await this.#save(name, async () => this.rights.take(await call("PATCH", this.api.room, { [name]: value })));
  }

  /** @param {string} key what is changed @param {() => Promise<any>} work */
  async #save(key, work) {
    this.status.textContent = gettext("Сохраняем…");
    let said = gettext("Сохранено");
    try {
      await this.saving.run(key, work);
    } catch (error) {
      said = error.message;
    }
    this.status.textContent = said;
    this.show(); // what is true now
  }

  async #replaceLink() {
    const meant = await ask({
      title: gettext("Сделать новую ссылку?"),
      text: gettext("Прежняя перестанет открывать дверь. Кто уже в комнате, останется."),
      yes: gettext("Сделать новую"),
    });
    if (meant) await this.#patch("new_link", true);
  }

  #showChosen() {
    const others = this.members.here.filter(({ user }) => user.id !== this.rights.you.id);
    this.nobody.hidden = others.length > 0;
    const ids = others.map(({ user }) => user.id).join();
    if (this.chosen.dataset.ids !== ids) this.chosen.replaceChildren(...others.map((member) => checkBox(member)));
    this.chosen.dataset.ids = ids;
    for (const { user, may_control: allowed } of others.filter((member) => !this.saving.has(member.user.id))) {
      this.chosen.querySelector(`[data-user="${user.id}"]`).checked = Boolean(allowed);
    }
  }

  async #loadBanned() {
    const list = await call("GET", `${this.api.members}?banned=1&page_size=200`).catch(() => ({ results: [] }));
    this.banned.hidden = list.results.length === 0;
    this.bannedList.replaceChildren(...list.results.map(({ user }) => this.#bannedPerson(user)));
  }

  #bannedPerson({ id, name }) {
    const item = document.createElement("li");
    const button = document.createElement("button");
    const who = document.createElement("bdi");
    item.className = "setting__line";
    who.textContent = name;
    button.className = "button";
    button.type = "button";
    button.textContent = gettext("Впустить снова");
    button.addEventListener("click", async () => {
      await this.#save(id, () => call("PATCH", `${this.api.members}/${id}`, { banned: false }));
      await this.#loadBanned();
    });
    item.append(who, button);
    return item;
  }
}

/** @param {HTMLInputElement & HTMLSelectElement} field @param {any} value */
function fill(field, value) {
  if (field.type === "checkbox") field.checked = value;
  else if (field.type === "radio") field.checked = field.value === String(value);
  else field.value = String(value);
}

/** @param {HTMLInputElement & HTMLSelectElement} field */
function valueOf(field) {
  if (field.type === "checkbox") return field.checked;
  return "number" in field.dataset ? Number(field.value) : field.value;
}

/** @param {import("./members.js").Member} member */
function checkBox({ user }) {
  const label = document.createElement("label");
  const box = document.createElement("input");
  const name = document.createElement("bdi");
  label.className = "check";
  box.type = "checkbox";
  box.dataset.user = user.id;
  name.textContent = user.name;
  label.append(box, name);
  return label;
}

// Choosing people by a part of their name; those who were chosen stand above, and can be removed.
import { api } from "../api.js";
import { draw, h, say } from "../dom.js";
import { clearProblem, field } from "../fields.js";
import { t, tn } from "../language.js";

// How long somebody must not type before the search begins, in ms.
const PAUSE_MS = 250;
const FOUND_MAX = 8;

export class PeopleField {
  chosen = new Map();
  #turn = 0;
  #pause = null;

  // `nearPath` lists those who are meant most often, shown before anything is typed; who is
  // `never` meant is not offered.
  constructor({ name, label, hint, signal, never = null, nearPath = null }) {
    Object.assign(this, { never, nearPath });
    const properties = { maxlength: 100, autocomplete: "off", required: true };
    this.input = h("input", { type: "search", name, ...properties });
    this.list = h("ul", { class: "chips" });
    this.found = h("ul", { class: "found" });
    const chosen = field(label, this.input, hint);
    this.element = h("div", { class: "form" }, this.list, chosen, this.found);
    this.input.addEventListener("input", () => this.wait(PAUSE_MS));
    // Enter searches, and does not send a form that is not finished.
    const enter = (event) => event.key === "Enter" && [event.preventDefault(), this.wait(0)];
    this.input.addEventListener("keydown", enter);
    signal.addEventListener("abort", () => clearTimeout(this.#pause));
    this.search();
  }

  get ids() {
    return [...this.chosen.keys()];
  }

  wait(ms) {
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => this.search(), ms);
  }

  near(path) {
    this.nearPath = path;
    if (!this.input.value) this.search();
  }

  async search() {
    const turn = ++this.#turn;
    const q = this.input.value.trim();
    const path = q ? `/api/people/directory?q=${encodeURIComponent(q)}` : this.nearPath;
    if (!path) return draw(this.found);
    try {
      const people = await api.get(path);
      if (turn === this.#turn) this.offer(people.slice(0, FOUND_MAX), q);
    } catch (problem) {
      if (turn === this.#turn) draw(this.found, h("li", { class: "small" }, problem.message));
    }
  }

  offer(people, q) {
    if (q) say(tn("directory.found", people.length));
    const fresh = people.filter(({ id }) => !this.chosen.has(id) && id !== this.never);
    if (q && people.length === 0) draw(this.found, h("li", {}, t("directory.nobody")));
    else draw(this.found, fresh.map((person) => h("li", {}, this.offered(person))));
  }

  offered(person) {
    const onclick = () => this.choose(person);
    const place = [person.position, person.unit?.name].filter(Boolean).join(" · ");
    const under = place && h("span", { class: "soft small" }, place);
    const name = h("strong", {}, person.full_name);
    return h("button", { type: "button", class: "choice", onclick }, name, under);
  }

  choose(person) {
    this.chosen.set(person.id, person.name);
    this.input.value = "";
    clearProblem(this.input.form);
    this.show();
    this.search();
    this.input.focus();
    say(t("work.chosen", { name: person.name }));
  }

  show() {
    const remove = (id) => [this.chosen.delete(id), this.show(), this.search(), this.input.focus()];
    const chip = ([id, name]) => {
      const label = t("work.unchoose", { name });
      const onclick = () => remove(id);
      const properties = { type: "button", class: "chip", onclick, "aria-label": label };
      return h("li", {}, h("button", properties, `${name} ×`));
    };
    draw(this.list, [...this.chosen].map(chip));
    this.input.required = this.chosen.size === 0;
  }
}

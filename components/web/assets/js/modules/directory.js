// Searches the directory while somebody types, and goes through the units.
import { api } from "../api.js";
import { draw, h, say } from "../dom.js";
import { failedNote } from "../failed-note.js";
import { icon } from "../icons.js";
import { t, tn } from "../language.js";
import { personItem, unitLinks } from "../directory-view.js";
import { keepsRecords } from "../roles.js";

// How long somebody must not type before the search begins, in ms.
const PAUSE_MS = 250;

export class Directory {
  #turn = 0;
  #pause = null;

  constructor(element, { office, signal }) {
    const [form, content] = element.children;
    Object.assign(this, { content, input: form.querySelector("input") });
    this.item = (person) => personItem(person, keepsRecords(office.me));
    const asked = new URLSearchParams(location.search);
    this.unit = asked.get("unit");
    this.input.value = asked.get("q") ?? "";
    const submit = (event) => [event.preventDefault(), this.wait(0)];
    form.addEventListener("submit", submit, { signal });
    this.input.addEventListener("input", () => this.wait(), { signal });
    signal.addEventListener("abort", () => clearTimeout(this.#pause));
    this.search();
  }

  wait(ms = PAUSE_MS) {
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => this.search(), ms);
  }

  // What is typed stands in the address, so that going back finds it again.
  address(q) {
    const words = new URLSearchParams();
    if (q) words.set("q", q);
    else if (this.unit) words.set("unit", this.unit);
    return words.size > 0 ? `?${words}` : location.pathname;
  }

  async search() {
    const turn = ++this.#turn;
    const q = this.input.value.trim();
    history.replaceState(null, "", this.address(q));
    try {
      const [people, units] = await (q ? this.byName(q) : this.byUnit());
      if (turn === this.#turn) this.show(people, units);
    } catch (problem) {
      if (turn === this.#turn) this.fail(problem);
    }
  }

  async byName(q) {
    return [await api.page(`/api/people/directory?q=${encodeURIComponent(q)}`), null];
  }

  async byUnit() {
    const units = api.get(`/api/people/units?limit=200`);
    if (!this.unit) return [null, unitLinks(await units, null)];
    const people = api.page(`/api/people/directory?unit_id=${encodeURIComponent(this.unit)}`);
    return [await people, unitLinks(await units, this.unit)];
  }

  show(people, units) {
    const list = h("ul", { class: "people" }, people?.items.map(this.item) ?? []);
    draw(this.content, units, people && list);
    if (!people) return;
    if (people.items.length === 0) draw(this.content, units, this.nobody(units));
    this.more(list, people.next);
    say(tn("directory.found", people.items.length));
  }

  more(list, next) {
    if (!next) return;
    const button = h("button", { type: "button", class: "button quiet" }, t("directory.more"));
    button.addEventListener("click", async () => {
      try {
        const page = await api.page(next);
        list.append(...page.items.map(this.item));
        button.remove();
        this.more(list, page.next);
      } catch (problem) {
        say(problem.message);
      }
    });
    this.content.append(button);
  }

  nobody(units) {
    const words = t(units ? "directory.no_members" : "directory.nobody");
    return h("div", { class: "empty" }, icon("none", 32), h("p", {}, words));
  }

  fail(problem) {
    draw(this.content, failedNote(problem, () => this.search()));
  }
}

// What waits for my decision; nothing is shown where nothing does.
import { api } from "../api.js";
import { draw, h } from "../dom.js";
import { alertPlace, field, showProblem } from "../fields.js";
import { t } from "../language.js";
import { leaveNames } from "./leave-names.js";
import { requestView } from "./request-view.js";

const PATH = "/api/attendance/requests";

export class Queue {
  constructor(element, { office }) {
    Object.assign(this, { element, office });
    this.load();
  }

  // Who decides nothing needs no word about it.
  async load() {
    const requests = await firstPage(`${PATH}?to_decide=true&limit=20`).catch(() => []);
    const people = await Promise.all(requests.map(nameOf));
    const names = await leaveNames();
    this.element.hidden = requests.length === 0;
    const { zone } = this.office;
    const rows = requests.map((request, n) => this.row(request, { names, who: people[n], zone }));
    draw(this.element, h("h2", {}, t("requests.queue")), h("ul", { class: "rows" }, rows));
  }

  row(request, about) {
    const note = h("input", { name: "/note", maxlength: 1000 });
    const act = (kind, outcome, words) => {
      const onclick = () => this.decide(form, request, { outcome, note: note.value });
      return h("button", { type: "button", class: `button ${kind}`.trim(), onclick }, t(words));
    };
    const form = h(
      "div",
      { class: "form" },
      requestView(request, about),
      alertPlace(),
      field(t("requests.note"), note),
      h(
        "div",
        { class: "row" },
        act("", "approved", "requests.approve"),
        act("quiet", "declined", "requests.decline"),
      ),
    );
    return h("li", {}, form);
  }

  async decide(form, { id, version }, decision) {
    try {
      await api.post(`${PATH}/${id}/decision`, decision, version);
      await this.load();
    } catch (problem) {
      showProblem(form, problem);
    }
  }
}

// A page of the queue may be empty although more follows.
async function firstPage(path) {
  const { items, next } = await api.page(path);
  return items.length === 0 && next ? firstPage(next) : items;
}

// The directory may leave somebody out; a request is decided all the same.
async function nameOf({ person_id: id }) {
  const card = await api.get(`/api/people/directory/${id}`).catch(() => null);
  return card?.name ?? id;
}

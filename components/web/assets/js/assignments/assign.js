// The form that gives work, in the name of a unit that one leads; below another work where it is
// handed on.
import { api } from "../api.js";
import { draw, h } from "../dom.js";
import { alertPlace, field, onSubmit, showProblem } from "../fields.js";
import { failedNote } from "../failed-note.js";
import { t } from "../language.js";
import { uuidv7 } from "../uuid.js";
import { Draft } from "../work/draft.js";
import { instantOfBoth } from "../work/instant.js";
import { ledUnits } from "../work/leads.js";
import { nothing } from "../work/list.js";
import { PeopleField } from "../work/people-field.js";
import { workFields } from "./fields.js";

export class Assign {
  constructor(element, { office, signal }) {
    Object.assign(this, { element, office, signal });
    // The same send again must be the same work, until it arrived.
    this.id = uuidv7();
    this.parentId = new URLSearchParams(location.search).get("parent");
    draw(element, h("div", { class: "waiting" }));
    this.load();
  }

  async load() {
    try {
      const units = await ledUnits(this.office.me.id);
      if (units.length === 0) draw(this.element, nothing(t("assign.no_unit")));
      else this.show(units);
    } catch (problem) {
      draw(this.element, failedNote(problem, () => this.load()));
    }
  }

  show(units) {
    const members = (id) => `/api/people/directory?unit_id=${id}&limit=20`;
    this.people = new PeopleField({
      name: "/people",
      label: t("assign.people"),
      hint: t("assign.people_hint"),
      signal: this.signal,
      never: this.office.me.id,
      nearPath: members(units[0].unit_id),
    });
    const options = units.map(({ unit_id: value, name }) => h("option", { value }, name));
    const onchange = (event) => this.people.near(members(event.target.value));
    const unit = h("select", { name: "/unit_id", onchange }, options);
    this.form = h(
      "form",
      { class: "card form", novalidate: true, "aria-label": t("assign.title") },
      alertPlace(),
      this.parentId && h("p", { class: "note" }, t("assign.below")),
      this.people.element,
      workFields({}, this.office.zone),
      field(t("assign.unit"), unit),
      h("button", { type: "submit", class: "button" }, t("assign.give")),
    );
    draw(this.element, this.form);
    this.draft = new Draft(this.form, `assign.${this.parentId}`, this);
    onSubmit(this.form, this.signal, (body) => this.send(body));
  }

  async send(body) {
    if (this.people.ids.length === 0) return showProblem(this.form, nobody());
    const more = { people: this.people.ids, due_at: instantOfBoth(body.due_at, this.office.zone) };
    const sent = { ...body, ...more, ...(this.parentId && { parent_id: this.parentId }) };
    try {
      await api.put(`/api/assignments/assignments/${this.id}`, sent);
      this.draft.forget();
      location.assign(`/assignment?id=${this.id}`);
    } catch (problem) {
      // What was refused is other work once it is mended.
      if (!problem.passes) this.id = uuidv7();
      showProblem(this.form, problem);
    }
  }
}

function nobody() {
  const faults = [{ pointer: "/people", detail: t("assign.nobody") }];
  return { message: t("field.empty"), faults };
}

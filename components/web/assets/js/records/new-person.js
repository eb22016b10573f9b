// A new person: the record, and to which unit they belong from a day on.
import { api } from "../api.js";
import { draw, h } from "../dom.js";
import { alertPlace, field, onSubmit, showProblem } from "../fields.js";
import { failedNote } from "../failed-note.js";
import { t } from "../language.js";
import { dayOf } from "../time.js";
import { uuidv7 } from "../uuid.js";
import { allUnits } from "../work/names.js";
import { recordFields, recordOf } from "./record-fields.js";

export class NewPerson {
  // The same send again must be the same person, until they are there.
  id = uuidv7();
  relationId = uuidv7();
  isThere = false;

  constructor(element, { office, signal }) {
    Object.assign(this, { element, office, signal });
    draw(element, h("div", { class: "waiting" }));
    this.load();
  }

  async load() {
    try {
      this.show(await allUnits());
    } catch (problem) {
      draw(this.element, failedNote(problem, () => this.load()));
    }
  }

  show(units) {
    const byName = units.toSorted((one, other) => one.name.localeCompare(other.name));
    const options = byName.map(({ unit_id: value, name }) => h("option", { value }, name));
    const none = h("option", { value: "" }, "–");
    const today = dayOf(this.office.now(), this.office.zone);
    const username = { name: "/username", maxlength: 40, required: true, autocapitalize: "none" };
    this.form = h(
      "form",
      { class: "card form", novalidate: true, "aria-label": t("person.new") },
      alertPlace(),
      field(t("username.label"), h("input", username), t("username.hint")),
      recordFields(null, this.office.institution.zone),
      field(t("person.unit"), h("select", { name: "/unit_id" }, none, options)),
      field(t("person.position"), h("input", { name: "/position", maxlength: 200 })),
      field(t("person.starts_on"), h("input", { type: "date", name: "/starts_on", value: today })),
      h("button", { type: "submit", class: "button" }, t("work.save")),
    );
    draw(this.element, this.form);
    onSubmit(this.form, this.signal, (body) => this.send(body));
  }

  async send({ unit_id: unitId, position, starts_on: startsOn, ...body }) {
    try {
      const person = recordOf(body, this.form);
      if (!this.isThere) await api.put(`/api/people/people/${this.id}`, person);
      this.isThere = true;
      const of = { kind: "member", person_id: this.id, unit_id: unitId };
      const relation = { ...of, position: position.trim() || null, starts_on: startsOn };
      if (unitId) await api.put(`/api/people/relations/${this.relationId}`, relation);
      location.assign(`/person?id=${this.id}`);
    } catch (problem) {
      if (!problem.passes && !this.isThere) this.id = uuidv7();
      if (!problem.passes) this.relationId = uuidv7();
      showProblem(this.form, problem);
    }
  }
}

// Shows the rules of the institution to be changed; the office refuses who may not.
import { api } from "../api.js";
import { draw, h, say } from "../dom.js";
import { alertPlace, field, onSubmit, showProblem } from "../fields.js";
import { failedNote } from "../failed-note.js";
import { t } from "../language.js";
import { zoneField } from "../work/zone-field.js";

const PATH = "/api/people/institution";
const WAYS_IN = ["password", "passkey", "provider"];

export class Institution {
  constructor(element, { signal }) {
    Object.assign(this, { element, signal });
    draw(element, h("div", { class: "waiting" }));
    this.load();
  }

  async load() {
    try {
      const { item, version } = await api.versioned(PATH);
      this.version = version;
      this.show(item);
    } catch (problem) {
      draw(this.element, failedNote(problem, () => this.load()));
    }
  }

  show({ name, zone, retention_years: years, sign_in: rules }) {
    const keep = { type: "number", name: "/retention_years", min: 1, max: 100, required: true };
    const kept = h("input", { ...keep, value: years });
    this.form = h(
      "form",
      { class: "card form", novalidate: true, "aria-label": t("institution.title") },
      alertPlace(),
      field(
        t("setup.institution_name"),
        h("input", { name: "/name", maxlength: 100, required: true, value: name }),
      ),
      zoneField("/zone", zone),
      field(t("institution.years"), kept, t("institution.years_hint")),
      ways(rules),
      h("button", { type: "submit", class: "button" }, t("work.save")),
    );
    draw(this.element, this.form);
    onSubmit(this.form, this.signal, (body) => this.send(body));
  }

  async send(body) {
    const boxes = (name) => [...this.form.querySelectorAll(`[name=${name}]:checked`)];
    const signIn = {
      ways_in: boxes("way").map(({ value }) => value),
      needs_second_factor: boxes("factor").length > 0,
    };
    const wanted = { ...body, retention_years: Number(body.retention_years), sign_in: signIn };
    try {
      await api.patch(PATH, wanted, this.version);
      await this.load();
      say(t("work.saved"));
    } catch (problem) {
      showProblem(this.form, problem);
    }
  }
}

function ways({ ways_in: open, needs_second_factor: isNeeded }) {
  const box = (name, value, isChecked, words) => {
    const input = h("input", { type: "checkbox", name, value });
    input.checked = isChecked;
    return h("label", { class: "check" }, input, h("span", {}, words));
  };
  return h(
    "fieldset",
    {},
    h("legend", { class: "legend" }, t("institution.ways_in")),
    h("p", { class: "field-hint" }, t("institution.ways_in_hint")),
    WAYS_IN.map((way) => box("way", way, open.includes(way), t(`way_in.${way}`))),
    box("factor", "yes", isNeeded, t("institution.factor")),
  );
}

// The form that asks: what it needs depends on what is asked for.
import { api } from "../api.js";
import { draw, h, say } from "../dom.js";
import { alertPlace, clearProblem, field, onSubmit, showProblem } from "../fields.js";
import { t } from "../language.js";
import { uuidv7 } from "../uuid.js";
import { KINDS, bodyOfKind, fieldsOf } from "./kinds.js";
import { leaveTypes } from "./leave-names.js";

export class Asking {
  constructor(element, context) {
    Object.assign(this, { context, office: context.office });
    this.types = [];
    // The same send again must be the same request, until it arrived.
    this.id = uuidv7();
    this.kind = h("select", { name: "/kind", onchange: () => this.change() }, KINDS.map(option));
    this.fields = h("div", { class: "form" });
    this.form = this.view();
    draw(element, this.form);
    onSubmit(this.form, context.signal, (body) => this.send(body));
    // A day that lacks something leads here.
    this.day = new URLSearchParams(location.search).get("day");
    if (this.day) this.kind.value = "correction";
    this.change();
    this.loadTypes();
  }

  view() {
    const evidence = h("input", { name: "/evidence", maxlength: 300 });
    return h(
      "form",
      { class: "card form", novalidate: true, "aria-labelledby": "ask" },
      h("h2", { id: "ask" }, t("requests.new")),
      alertPlace(),
      field(t("requests.kind"), this.kind),
      this.fields,
      field(t("requests.reason"), h("textarea", { name: "/reason", rows: 3, required: true })),
      field(t("requests.evidence"), evidence, t("requests.evidence_hint")),
      h("button", { type: "submit", class: "button" }, t("requests.ask")),
    );
  }

  change() {
    clearProblem(this.form);
    draw(this.fields, fieldsOf(this.kind.value, this));
  }

  // Without them the other kinds can be asked for all the same.
  async loadTypes() {
    const types = await leaveTypes();
    const today = this.office.now();
    this.types = types.filter(({ ends_on: last }) => !last || Date.parse(last) >= today);
    if (this.kind.value === "leave") this.change();
  }

  async send(body) {
    try {
      const sent = bodyOfKind(body, this.office.zone);
      await api.put(`/api/attendance/requests/${this.id}`, sent);
      this.id = uuidv7();
      this.form.reset();
      this.change();
      say(t("requests.state.asked"));
      document.dispatchEvent(new Event("requests"));
    } catch (problem) {
      // What was refused is another request once it is mended.
      if (!problem.passes) this.id = uuidv7();
      showProblem(this.form, problem);
    }
  }
}

function option(kind) {
  const words = kind === "duty_travel" ? "mode.duty_travel" : `requests.${kind}`;
  return h("option", { value: kind }, t(words));
}

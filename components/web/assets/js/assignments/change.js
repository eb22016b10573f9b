// Changing what is asked for. Where somebody changed it meanwhile, what is there now is shown
// beside what was typed, and a second send replaces it.
import { api } from "../api.js";
import { draw, h, say } from "../dom.js";
import { alertPlace, onSubmit, showProblem } from "../fields.js";
import { t } from "../language.js";
import { instantOfBoth } from "../work/instant.js";
import { dueLine } from "../work/due.js";
import { meanwhile } from "../work/meanwhile.js";
import { workFields } from "./fields.js";

export class Change {
  constructor(whole, page) {
    Object.assign(this, { page, version: whole.version });
    this.theirs = h("div");
    this.form = h(
      "form",
      { class: "form", novalidate: true, "aria-label": t("assignment.change") },
      alertPlace(),
      this.theirs,
      workFields(whole, page.office.zone),
      h("button", { type: "submit", class: "button" }, t("work.save")),
    );
    onSubmit(this.form, page.signal, (body) => this.send(body));
    const summary = h("summary", { class: "button quiet" }, t("assignment.change"));
    this.element = h("details", { class: "fold" }, summary, this.form);
  }

  async send(body) {
    const due = instantOfBoth(body.due_at, this.page.office.zone);
    try {
      const sent = { ...body, due_at: due };
      const changed = await api.patch(this.page.path, sent, this.version);
      await this.page.show(changed);
      say(t("work.saved"));
    } catch (problem) {
      if (problem.current) this.meanwhile(problem.current);
      showProblem(this.form, problem);
    }
  }

  meanwhile(current) {
    this.version = current.version;
    const { title, text, due_at: dueAt } = current;
    draw(this.theirs, meanwhile(title, text, dueLine(dueAt, this.page.office)));
  }
}

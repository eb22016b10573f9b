// Changing a person's record.
import { api } from "../api.js";
import { draw, h, say } from "../dom.js";
import { alertPlace, field, onSubmit, showProblem } from "../fields.js";
import { t } from "../language.js";
import { meanwhile } from "../work/meanwhile.js";
import { recordLines } from "./person-record.js";
import { changesOf, recordFields, recordOf } from "./record-fields.js";

export class RecordForm {
  // done() draws the page anew.
  constructor({ item, version }, path, { signal, done }) {
    Object.assign(this, { record: item, version, path, done });
    this.theirs = h("div");
    const end = h("input", { type: "date", name: "/ends_on", value: item.ends_on });
    this.form = h(
      "form",
      { class: "form", novalidate: true, "aria-label": t("person.change") },
      alertPlace(),
      this.theirs,
      recordFields(item),
      field(t("person.ends_on"), end, t("person.ends_on_hint")),
      h("button", { type: "submit", class: "button" }, t("work.save")),
    );
    onSubmit(this.form, signal, (body) => this.send(body));
    const summary = h("summary", { class: "button quiet" }, t("person.change"));
    this.element = h("details", { class: "fold" }, summary, this.form);
  }

  async send(body) {
    const changes = changesOf(recordOf(body, this.form), this.record);
    try {
      if (Object.keys(changes).length > 0) await api.patch(this.path, changes, this.version);
      await this.done();
      say(t("work.saved"));
    } catch (problem) {
      if (problem.status === 412) await this.meanwhile();
      showProblem(this.form, problem);
    }
  }

  // What is there now is shown. What is sent next changes that, in what was touched here: measured
  // by what stood in the fields at first, not by what is there now.
  async meanwhile() {
    const { item, version } = await api.versioned(this.path).catch(() => ({}));
    if (!item) return;
    this.version = version;
    draw(this.theirs, meanwhile(item.full_name, recordLines(item, null)));
  }
}

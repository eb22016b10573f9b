// The checklist of an assignment: who works on it ticks and adds, others read.
import { api } from "../api.js";
import { draw, h, say } from "../dom.js";
import { alertPlace, field, onSubmit, showProblem } from "../fields.js";
import { t } from "../language.js";
import { uuidv7 } from "../uuid.js";
import { Additions } from "./additions.js";

const CLOSED = ["completed", "cancelled"];

export class Checklist extends Additions {
  what = "checklist-items";
  id = uuidv7();

  constructor(...given) {
    super(...given);
    this.list = h("ul", { class: "checks" });
    this.form = h(
      "form",
      { class: "form", novalidate: true, "aria-label": t("checklist.title") },
      alertPlace(),
      field(t("checklist.text"), h("input", { name: "/text", maxlength: 200, required: true })),
      h("button", { type: "submit", class: "button quiet" }, t("checklist.add")),
    );
    onSubmit(this.form, this.signal, (body) => this.send(body));
    draw(this.element, h("h2", {}, t("checklist.title")), this.list, this.form);
  }

  get mayKeep() {
    const { state, parts, may_change: mayChange } = this.whole;
    const isMine = parts.some((part) => part.person_id === this.office.me.id);
    return !CLOSED.includes(state) && (isMine || mayChange);
  }

  show(items) {
    this.form.hidden = !this.mayKeep;
    this.element.hidden = items.length === 0 && !this.mayKeep;
    draw(this.list, items.map((item) => this.row(item)));
  }

  row(item) {
    const onchange = (event) => this.tick(item, event.target);
    const box = h("input", { type: "checkbox", onchange, disabled: !this.mayKeep });
    box.checked = item.is_done;
    return h("li", {}, h("label", { class: "check" }, box, h("span", {}, item.text)));
  }

  async tick({ id, text, version }, box) {
    try {
      await api.put(`${this.path}/${id}`, { text, is_done: box.checked }, version);
      say(text);
    } catch (problem) {
      showProblem(this.form, problem);
    }
    await this.load();
  }

  async send({ text }) {
    try {
      await api.put(`${this.path}/${this.id}`, { text });
      this.id = uuidv7();
      this.form.reset();
      await this.load();
    } catch (problem) {
      showProblem(this.form, problem);
    }
  }
}

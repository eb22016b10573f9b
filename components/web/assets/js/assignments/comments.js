// What people say about the work, the oldest first.
import { api } from "../api.js";
import { draw, h, say } from "../dom.js";
import { alertPlace, field, onSubmit, showProblem } from "../fields.js";
import { t } from "../language.js";
import { moment } from "../time.js";
import { uuidv7 } from "../uuid.js";
import { Draft } from "../work/draft.js";
import { Additions } from "./additions.js";

export class Comments extends Additions {
  what = "comments";
  id = uuidv7();

  constructor(...given) {
    super(...given);
    this.list = h("ul", { class: "rows" });
    const text = h("textarea", { name: "/text", rows: 2, maxlength: 2000, required: true });
    this.form = h(
      "form",
      { class: "form", novalidate: true, "aria-label": t("comments.add") },
      alertPlace(),
      field(t("comments.text"), text),
      h("button", { type: "submit", class: "button quiet" }, t("comments.add")),
    );
    onSubmit(this.form, this.signal, (body) => this.send(body));
    draw(this.element, h("h2", {}, t("comments.title")), this.list, this.form);
    this.draft = new Draft(this.form, `comment.${this.element.dataset.id}`, this);
  }

  show(comments, names) {
    this.element.hidden = false;
    draw(this.list, comments.map((one) => this.row(one, names.get(one.added_by) ?? "")));
  }

  row(one, name) {
    const remove = () => this.removeOne(one);
    const label = t("comments.remove_named", { text: one.text.slice(0, 40) });
    const button = { type: "button", class: "button quiet", onclick: remove, "aria-label": label };
    const at = moment(Date.parse(one.added_at), this.office.zone);
    return h(
      "li",
      {},
      h(
        "div",
        {},
        h("strong", {}, name),
        h("p", { class: "said" }, one.text),
        h("p", { class: "soft small" }, at),
      ),
      one.added_by === this.office.me.id && h("button", button, t("comments.remove")),
    );
  }

  // The same send again is the same comment, until it arrived.
  async send({ text }) {
    try {
      await api.put(`${this.path}/${this.id}`, { text });
      this.id = uuidv7();
      this.form.reset();
      this.draft.forget();
      await this.load();
      say(t("comments.added"));
    } catch (problem) {
      showProblem(this.form, problem);
    }
  }

  async removeOne({ id, version }) {
    try {
      await api.remove(`${this.path}/${id}`, undefined, version);
      await this.load();
    } catch (problem) {
      showProblem(this.form, problem);
    }
  }
}

// Changes my password; my other sessions end with the old one.
import { api } from "../api.js";
import { draw, h } from "../dom.js";
import { onSubmit, showProblem } from "../fields.js";
import { icon } from "../icons.js";
import { t } from "../language.js";

export class OwnPassword {
  constructor(form, { signal }) {
    this.form = form;
    onSubmit(form, signal, (body) => this.submit(body));
  }

  async submit(body) {
    try {
      await api.put("/api/people/me/password", body);
    } catch (problem) {
      return showProblem(this.form, problem);
    }
    this.form.reset();
    const words = h("span", {}, t("account.password_changed"));
    draw(this.form.querySelector(".form-alert"), h("p", { class: "note" }, icon("done"), words));
  }
}

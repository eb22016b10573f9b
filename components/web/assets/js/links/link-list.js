// My accounts at identity providers; each is taken away by my password.
import { api } from "../api.js";
import { draw, h, say } from "../dom.js";
import { failedNote } from "../failed-note.js";
import { alertPlace, onSubmit, showProblem } from "../fields.js";
import { t } from "../language.js";
import { PasswordField } from "../modules/password-field.js";
import { passwordField, whose } from "../pages/password.js";
import { moment } from "../time.js";

const PATH = "/api/people/me/provider-links";

export class LinkList {
  constructor(element, { office, signal }) {
    Object.assign(this, { element, office, signal });
    this.load();
  }

  async load() {
    try {
      this.show(await api.get(PATH));
    } catch (problem) {
      draw(this.element, failedNote(problem, () => this.load()));
    }
  }

  show(links) {
    const rows = links.map((link) => this.row(link));
    const none = h("p", { class: "soft" }, t("links.none_mine"));
    draw(this.element, rows.length > 0 ? h("ul", { class: "rows" }, rows) : none);
  }

  row({ id, issuer, name, linked_at: linkedAt }) {
    const shown = name ?? issuer;
    const since = t("links.since", { at: moment(Date.parse(linkedAt), this.office.zone) });
    const label = t("links.remove_named", { name: shown });
    const ask = () => this.ask(id, shown);
    return h(
      "li",
      {},
      h("div", {}, h("strong", {}, shown), h("p", { class: "soft small" }, since)),
      h(
        "button",
        { type: "button", class: "button quiet", "aria-label": label, onclick: ask },
        t("links.remove"),
      ),
    );
  }

  // What the account let in ends with it: maybe this session, and then the sign-in page follows.
  ask(id, name) {
    const form = h(
      "form",
      { class: "form", novalidate: true, method: "post" },
      alertPlace(),
      whose(this.office.me),
      h("p", {}, t("links.remove_about", { name })),
      passwordField("/password", "current-password", t("links.password_hint")),
      h("button", { type: "submit", class: "button quiet" }, t("links.remove")),
    );
    draw(this.element, form);
    for (const place of form.querySelectorAll("[data-module]")) new PasswordField(place);
    onSubmit(form, this.signal, (body) => this.remove(form, id, body));
    form.querySelector("[name='/password']").focus();
  }

  async remove(form, id, body) {
    try {
      await api.remove(`${PATH}/${id}`, body);
      say(t("links.removed"));
      await this.load();
    } catch (problem) {
      showProblem(form, problem);
    }
  }
}

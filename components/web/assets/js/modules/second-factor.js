// Turns the codes of an app on my phone on and off.
import { api } from "../api.js";
import { draw, h } from "../dom.js";
import { alertPlace, onSubmit, showProblem } from "../fields.js";
import { icon } from "../icons.js";
import { t, tn } from "../language.js";
import { codeField } from "../pages/code.js";
import { passwordField, whose } from "../pages/password.js";
import { PasswordField } from "./password-field.js";

const PATH = "/api/people/me/totp";

export class SecondFactor {
  constructor(element, { office, signal }) {
    Object.assign(this, { element, office, signal });
    this.load();
  }

  async load() {
    draw(this.element, h("div", { class: "waiting" }));
    try {
      const { is_on: isOn, n_recovery_codes: n } = await api.get(PATH);
      if (isOn) this.showOn(n);
      else this.showOff();
    } catch (problem) {
      const words = h("p", {}, problem.message);
      draw(this.element, h("div", { class: "note bad", role: "alert" }, icon("warn"), words));
    }
  }

  showOff() {
    const begin = async (body) => this.showSecret(await api.post(PATH, body));
    const isNeeded = this.office.me.needs_second_factor;
    const about = h("p", {}, t(isNeeded ? "second_factor.needed" : "second_factor.off"));
    this.ask(about, ownPassword(), "second_factor.begin", begin);
  }

  showOn(n) {
    const remove = async (body) => {
      await api.remove(PATH, body);
      await this.load();
    };
    const about = h("p", {}, tn("second_factor.on", n));
    this.ask(about, ownPassword(), "second_factor.remove", remove);
  }

  showSecret({ secret, uri }) {
    const confirm = async (body) => this.showCodes(await api.put(PATH, body));
    const about = [
      h("p", {}, t("second_factor.secret")),
      h("p", { class: "secret" }, secret.match(/.{1,4}/g).join(" ")),
      h("a", { class: "button quiet", href: uri }, t("second_factor.open_app")),
    ];
    this.ask(about, codeField(t("second_factor.first_code")), "second_factor.confirm", confirm);
  }

  showCodes({ recovery_codes: codes }) {
    // Roles that waited for it are in force from here on.
    const done = () => location.reload();
    draw(
      this.element,
      h("p", { role: "status" }, t("second_factor.codes")),
      h("ul", { class: "secret" }, codes.map((code) => h("li", {}, code))),
      h("button", { type: "button", class: "button", onclick: done }, t("second_factor.kept")),
    );
  }

  // A form with one field, and what its submission does.
  ask(about, field, submit, work) {
    const form = h(
      "form",
      { class: "form", novalidate: true, method: "post" },
      alertPlace(),
      whose(this.office.me),
      field,
      h("button", { type: "submit", class: "button quiet" }, t(submit)),
    );
    draw(this.element, about, form);
    for (const place of form.querySelectorAll("[data-module]")) new PasswordField(place);
    const attempt = (body) => work(body).catch((problem) => showProblem(form, problem));
    onSubmit(form, this.signal, attempt);
  }
}

function ownPassword() {
  return passwordField("/password", "current-password");
}

// Setting the institution up, once.
import { h } from "../dom.js";
import { alertPlace, field } from "../fields.js";
import { t } from "../language.js";
import { setupLink } from "../link-token.js";
import { gate } from "../pages/gate.js";
import { passwordField } from "../pages/password.js";
import { zoneField } from "../work/zone-field.js";
import { SetupForm } from "./setup-form.js";

export const page = {
  title: "setup.title",
  modules: { "setup-form": SetupForm },
  link: setupLink,
  view() {
    setupLink.take();
    const form = h(
      "form",
      { class: "form", novalidate: true, method: "post", "data-module": "setup-form" },
      alertPlace(),
      h("div", { class: "section" }, h("h2", {}, t("setup.institution")), institution()),
      h("div", { class: "section" }, h("h2", {}, t("setup.administrator")), administrator()),
      h("button", { type: "submit", class: "button" }, t("setup.submit")),
    );
    return gate(t("setup.title"), t("setup.lead"), form);
  },
};

function institution() {
  const name = h("input", {
    name: "/institution/name",
    autocomplete: "organization",
    required: true,
  });
  const device = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const zone = zoneField("/institution/zone", device, t("setup.zone_hint"));
  return [field(t("setup.institution_name"), name, t("setup.institution_hint")), zone];
}

function administrator() {
  const name = h("input", { name: "/administrator/name", autocomplete: "name", required: true });
  const username = h("input", {
    name: "/administrator/username",
    autocomplete: "username",
    autocapitalize: "none",
    spellcheck: "false",
    required: true,
  });
  return [
    field(t("setup.name"), name),
    field(t("username.label"), username, t("username.hint")),
    passwordField("/administrator/password", "new-password", t("password.hint")),
  ];
}

// Setting a password by the link that personnel handed over.
import { h } from "../dom.js";
import { alertPlace } from "../fields.js";
import { t } from "../language.js";
import { resetLink } from "../link-token.js";
import { gate } from "./gate.js";
import { passwordField } from "./password.js";

export const reset = {
  title: "reset.title",
  link: resetLink,
  view() {
    resetLink.take();
    const form = h(
      "form",
      { class: "form", novalidate: true, method: "post", "data-module": "reset-form" },
      alertPlace(),
      passwordField("/password", "new-password", t("password.hint"), t("password.new")),
      h("button", { type: "submit", class: "button" }, t("reset.submit")),
    );
    return gate(t("reset.title"), t("reset.lead"), form);
  },
};

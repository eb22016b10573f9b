// Signing in.
import { h } from "../dom.js";
import { alertPlace, field } from "../fields.js";
import { t } from "../language.js";
import { gate } from "./gate.js";
import { passwordField } from "./password.js";

export const signIn = {
  title: "sign_in.title",
  view() {
    const username = h("input", {
      name: "/username",
      autocomplete: "username webauthn",
      autocapitalize: "none",
      spellcheck: "false",
      required: true,
    });
    const form = h(
      "form",
      { class: "form", novalidate: true, method: "post", "data-module": "sign-in-form" },
      alertPlace(),
      field(t("username.label"), username),
      passwordField("/password", "current-password"),
      h("button", { type: "submit", class: "button" }, t("sign_in.submit")),
    );
    // Where a password opens the door to administrators only, the summary is shown (SignInForm).
    const summary = h("summary", { class: "button quiet", hidden: true }, t("sign_in.kept"));
    const byPassword = h("details", { class: "by-password", open: true }, summary, form);
    return gate(t("sign_in.title"), t("sign_in.lead"), byPassword, byPasskey(), byProviders());
  },
};

// Shown where there are passkeys.
function byPasskey() {
  return h(
    "div",
    { class: "form", hidden: true, "data-module": "passkey-sign-in" },
    alertPlace(),
    h("button", { type: "button", class: "button quiet" }, t("sign_in.passkey")),
  );
}

// Shown where there are other identity providers.
function byProviders() {
  return h("div", { class: "form", hidden: true, "data-module": "provider-list" });
}

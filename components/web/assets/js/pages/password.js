// A password's input with the button that shows it, and whose it is.
import { h } from "../dom.js";
import { field } from "../fields.js";
import { t } from "../language.js";

export function passwordField(name, autocomplete, hint, label = t("password.label")) {
  const input = h("input", { name, type: "password", autocomplete, required: true });
  const button = h("button", { type: "button", class: "button quiet" });
  h("div", { class: "with-button", "data-module": "password-field" }, input, button);
  return field(label, input, hint);
}

// Tells a browser's password manager whose password a form asks for.
export function whose({ username }) {
  return h("input", { type: "text", autocomplete: "username", value: username, hidden: true });
}

// The input of a sign-in code.
import { h } from "../dom.js";
import { field } from "../fields.js";
import { t } from "../language.js";

export function codeField(hint) {
  const input = h("input", {
    name: "/code",
    autocomplete: "one-time-code",
    autocapitalize: "none",
    spellcheck: "false",
    required: true,
  });
  return field(t("second_factor.code"), input, hint);
}

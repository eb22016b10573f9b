// What could not be shown, why, and the button to try again.
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./language.js";

export function failedNote(problem, retry) {
  const again = h("button", { type: "button", class: "button quiet", onclick: retry }, t("retry"));
  const text = h("div", {}, h("p", {}, problem.message), again);
  return h("div", { class: "note bad", role: "alert" }, icon("warn"), text);
}

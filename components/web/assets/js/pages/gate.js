// The frame of the pages before the door.
import { h } from "../dom.js";
import { t } from "../language.js";

export function gate(title, lead, ...content) {
  return h(
    "div",
    { class: "gate" },
    h(
      "div",
      { class: "gate-banner" },
      h("strong", { "data-institution": true }, "Ngantor"),
      h("span", {}, t("gate.motto")),
    ),
    h(
      "div",
      { class: "gate-card card" },
      h("header", {}, h("h1", {}, title), lead && h("p", { class: "soft" }, lead)),
      content,
    ),
  );
}

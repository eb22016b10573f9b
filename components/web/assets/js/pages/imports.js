// Taking in people or units from a file.
import { h } from "../dom.js";
import { t } from "../language.js";

export const imports = {
  title: "imports.title",
  behindTheDoor: true,
  view() {
    return h(
      "div",
      { class: "wide page" },
      h("h1", {}, t("imports.title")),
      h("div", { class: "form narrow", "data-module": "imports" }),
    );
  },
};

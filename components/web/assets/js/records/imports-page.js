// Taking in people or units from a file.
import { h } from "../dom.js";
import { t } from "../language.js";
import { Imports } from "./imports.js";

export const page = {
  title: "imports.title",
  behindTheDoor: true,
  modules: { imports: Imports },
  view() {
    return h(
      "div",
      { class: "wide page" },
      h("h1", {}, t("imports.title")),
      h("div", { class: "form narrow", "data-module": "imports" }),
    );
  },
};

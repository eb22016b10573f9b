// My month, any of them: each day, what it is, and why.
import { h } from "../dom.js";
import { t } from "../language.js";
import { Month } from "./month.js";

export const page = {
  title: "month.title",
  behindTheDoor: true,
  modules: { month: Month },
  view() {
    return h(
      "div",
      { class: "wide page" },
      h("h1", {}, t("month.title")),
      h("div", { class: "card form narrow", "data-module": "month" }),
    );
  },
};

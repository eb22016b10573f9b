// Giving work to one or several people.
import { h } from "../dom.js";
import { t } from "../language.js";
import { Assign } from "./assign.js";

export const page = {
  title: "assign.title",
  behindTheDoor: true,
  modules: { assign: Assign },
  view() {
    return h(
      "div",
      { class: "wide page" },
      h("p", { class: "way" }, h("a", { href: "/assignments" }, t("assignments.title"))),
      h("h1", {}, t("assign.title")),
      h("div", { class: "narrow", "data-module": "assign" }),
    );
  },
};

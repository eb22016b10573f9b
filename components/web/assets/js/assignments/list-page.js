// Work that was given: what waits for me, mine, what I gave, and that of the units I lead.
import { h } from "../dom.js";
import { t } from "../language.js";
import { Lists } from "./lists.js";

export const page = {
  title: "assignments.title",
  behindTheDoor: true,
  modules: { lists: Lists },
  view() {
    return h(
      "div",
      { class: "wide page" },
      h("h1", {}, t("assignments.title")),
      h("div", { class: "form narrow", "data-module": "lists" }),
    );
  },
};

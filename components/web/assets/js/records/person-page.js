// The record of one person, for those who keep the records.
import { h } from "../dom.js";
import { t } from "../language.js";
import { Person } from "./person.js";

export const page = {
  title: "person.title",
  behindTheDoor: true,
  modules: { person: Person },
  view() {
    return h(
      "div",
      { class: "wide page" },
      h("h1", {}, t("person.title")),
      h("div", { class: "form narrow", "data-module": "person" }),
    );
  },
};

// The record of one person, for those who keep the records.
import { h } from "../dom.js";
import { t } from "../language.js";
import { NewPerson } from "./new-person.js";
import { Person } from "./person.js";

export const page = {
  title: "person.title",
  behindTheDoor: true,
  modules: { "new-person": NewPerson, person: Person },
  view() {
    const isNew = new URLSearchParams(location.search).has("new");
    return h(
      "div",
      { class: "wide page" },
      h("h1", {}, t(isNew ? "person.new" : "person.title")),
      h("div", { class: "form narrow", "data-module": isNew ? "new-person" : "person" }),
    );
  },
};

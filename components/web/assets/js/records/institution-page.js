// The rules of the institution: its name and zone, how people come in, how long records are kept.
import { h } from "../dom.js";
import { t } from "../language.js";
import { Institution } from "./institution.js";

export const page = {
  title: "institution.title",
  behindTheDoor: true,
  modules: { institution: Institution },
  view() {
    return h(
      "div",
      { class: "wide page" },
      h("h1", {}, t("institution.title")),
      h("div", { class: "narrow", "data-module": "institution" }),
    );
  },
};

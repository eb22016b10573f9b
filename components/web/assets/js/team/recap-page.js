// The recap of a month: the figures of each, and a file for those who reckon further.
import { h } from "../dom.js";
import { t } from "../language.js";
import { Recap } from "./recap.js";

export const page = {
  title: "recap.title",
  behindTheDoor: true,
  modules: { recap: Recap },
  view() {
    return h(
      "div",
      { class: "wide page" },
      h("h1", {}, t("recap.title")),
      h("div", { class: "form narrow", "data-module": "recap" }),
    );
  },
};

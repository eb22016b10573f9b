// My files: sending them, also over a bad line; downloads, versions, links for outsiders.
import { h } from "../dom.js";
import { t } from "../language.js";
import { MyFiles } from "./my-files.js";

export const page = {
  title: "files.title",
  behindTheDoor: true,
  modules: { "my-files": MyFiles },
  view() {
    return h(
      "div",
      { class: "wide page" },
      h("h1", {}, t("files.title")),
      h("div", { class: "form narrow", "data-module": "my-files" }),
    );
  },
};

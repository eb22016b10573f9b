// My day, any of them.
import { h } from "../dom.js";
import { t } from "../language.js";

export const day = {
  title: "day.title",
  behindTheDoor: true,
  view() {
    return h(
      "div",
      { class: "wide page", "data-module": "keeper" },
      h("h1", {}, t("day.title")),
      h("div", { class: "notes narrow", role: "status", "data-module": "notes" }),
      h("div", { class: "card form narrow", "data-module": "day-page" }),
      h("p", {}, h("a", { class: "button quiet", href: "/month" }, t("month.title"))),
      h("p", {}, h("a", { class: "button quiet", href: "/requests" }, t("requests.title"))),
    );
  },
};

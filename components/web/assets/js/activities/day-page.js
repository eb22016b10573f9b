// What I did: one day of mine, the week around it, and what I have to correct.
import { h } from "../dom.js";
import { t } from "../language.js";
import { Entry } from "./entry.js";
import { MyDay } from "./my-day.js";
import { Returned } from "./returned.js";
import { Week } from "./week.js";

export const page = {
  title: "activities.title",
  behindTheDoor: true,
  modules: { entry: Entry, "my-day": MyDay, returned: Returned, week: Week },
  view() {
    return h(
      "div",
      { class: "wide page" },
      h("h1", {}, t("activities.title")),
      h("div", { class: "form narrow", "data-module": "returned", hidden: true }),
      h("div", { class: "form narrow", "data-module": "my-day" }),
      h("div", { class: "card form narrow", "data-module": "entry" }),
      h("div", { class: "card form narrow", "data-module": "week" }),
    );
  },
};

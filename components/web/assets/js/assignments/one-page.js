// One piece of work, with all that belongs to it.
import { h } from "../dom.js";
import { t } from "../language.js";
import { Assignment } from "./assignment.js";
import { Checklist } from "./checklist.js";
import { Comments } from "./comments.js";
import { Deliverables } from "./deliverables.js";

export const page = {
  title: "assignment.title",
  behindTheDoor: true,
  modules: {
    assignment: Assignment,
    checklist: Checklist,
    comments: Comments,
    deliverables: Deliverables,
  },
  view() {
    const id = new URLSearchParams(location.search).get("id") ?? "";
    const part = (module) =>
      h("section", { class: "card form", "data-module": module, "data-id": id, hidden: true });
    return h(
      "div",
      { class: "wide page" },
      h("p", { class: "way" }, h("a", { href: "/assignments" }, t("assignments.title"))),
      h("h1", {}, t("assignment.title")),
      h("div", { class: "form narrow", "data-module": "assignment", "data-id": id }),
      h("div", { class: "form narrow" }, ["checklist", "deliverables", "comments"].map(part)),
    );
  },
};

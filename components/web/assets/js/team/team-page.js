// The people somebody leads, or looks after: who is there today, and what waits for a word.
import { h } from "../dom.js";
import { t } from "../language.js";
import { ActivityQueue } from "./activity-queue.js";
import { Board } from "./board.js";
import { EvidenceQueue } from "./evidence-queue.js";

export const page = {
  title: "team.title",
  behindTheDoor: true,
  modules: { board: Board, "activity-queue": ActivityQueue, "evidence-queue": EvidenceQueue },
  view() {
    return h(
      "div",
      { class: "wide page" },
      h("h1", {}, t("team.title")),
      h("p", { class: "way" }, h("a", { href: "/recap" }, t("recap.title"))),
      h("div", { class: "form narrow", "data-module": "board" }),
      h("section", { class: "card form narrow", "data-module": "activity-queue", hidden: true }),
      h("section", { class: "card form narrow", "data-module": "evidence-queue", hidden: true }),
    );
  },
};

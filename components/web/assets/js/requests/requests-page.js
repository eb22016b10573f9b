// What I ask and what I decide: leave, corrections, flexible work, duty travel.
import { h } from "../dom.js";
import { t } from "../language.js";
import { Asking } from "./asking.js";
import { Balance } from "./balance.js";
import { Late } from "./late.js";
import { Mine } from "./mine.js";
import { Queue } from "./queue.js";

export const page = {
  title: "requests.title",
  behindTheDoor: true,
  modules: { asking: Asking, balance: Balance, late: Late, mine: Mine, queue: Queue },
  view() {
    return h(
      "div",
      { class: "wide page" },
      h("h1", {}, t("requests.title")),
      h("div", { class: "card form narrow", "data-module": "queue", hidden: true }),
      h("div", { class: "card form narrow", "data-module": "balance", hidden: true }),
      h("div", { class: "card form narrow", "data-module": "late", hidden: true }),
      h("div", { class: "narrow", "data-module": "asking" }),
      h("div", { class: "card form narrow", "data-module": "mine" }),
    );
  },
};

// The receipt of one punch of mine: what it proves, as a file and as a QR code.
import { h } from "../dom.js";
import { t } from "../language.js";
import { Receipt } from "./receipt.js";

export const page = {
  title: "receipt.title",
  behindTheDoor: true,
  modules: { receipt: Receipt },
  view() {
    return h(
      "div",
      { class: "wide page" },
      h("h1", {}, t("receipt.title")),
      h("p", { class: "soft narrow" }, t("receipt.lead")),
      h("div", { class: "card form narrow", "data-module": "receipt" }),
    );
  },
};

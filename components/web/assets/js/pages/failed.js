// What stands instead of a page that could not be opened: why, and what to do.
import { h } from "../dom.js";
import { icon } from "../icons.js";
import { t } from "../language.js";
import { gate } from "./gate.js";

export function failed(problem, retry) {
  return {
    title: "failed.title",
    view() {
      const text = h("div", {}, h("p", {}, problem.message), reference(problem));
      return gate(
        t("failed.title"),
        null,
        h("div", { class: "note bad", role: "alert" }, icon("warn"), text),
        h("button", { type: "button", class: "button", onclick: retry }, t("retry")),
      );
    },
  };
}

function reference({ requestId }) {
  return requestId && h("p", {}, t("failed.request", { id: requestId }));
}

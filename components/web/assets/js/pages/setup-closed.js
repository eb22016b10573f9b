// What stands instead of the set-up form when there is nothing to fill in.
import { h } from "../dom.js";
import { icon } from "../icons.js";
import { t } from "../language.js";

export function setupClosed(key) {
  return [
    h("header", {}, h("h1", { tabindex: "-1" }, t("setup.title"))),
    h("p", { class: "note", role: "alert" }, icon("warn"), h("span", {}, t(key))),
    h("a", { class: "button", href: "/sign-in" }, t("setup.to_sign_in")),
  ];
}

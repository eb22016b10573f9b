// What stands instead of a link's form when there is nothing to fill in.
import { h } from "../dom.js";
import { icon } from "../icons.js";
import { t } from "../language.js";

// Two keys: whose page it is, and why it is closed; and an icon.
export function linkClosed(title, why, sign = "warn") {
  return [
    h("header", {}, h("h1", { tabindex: "-1" }, t(title))),
    h("p", { class: "note", role: "alert" }, icon(sign), h("span", {}, t(why))),
    h("a", { class: "button", href: "/sign-in" }, t("link.to_sign_in")),
  ];
}

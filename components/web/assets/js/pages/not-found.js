// The wrong address.
import { h } from "../dom.js";
import { t } from "../language.js";
import { gate } from "./gate.js";

export const notFound = {
  title: "not_found.title",
  view() {
    const home = h("a", { class: "button", href: "/" }, t("not_found.home"));
    return gate(t("not_found.title"), t("not_found.lead"), home);
  },
};

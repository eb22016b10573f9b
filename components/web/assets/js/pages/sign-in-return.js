// Where another identity provider leads people back to.
import { h } from "../dom.js";
import { t } from "../language.js";
import { gate } from "./gate.js";

export const signInReturn = {
  title: "return.title",
  view() {
    const place = h("div", { class: "form", "data-module": "sign-in-return" });
    place.append(h("div", { class: "waiting" }));
    return gate(t("return.title"), null, place);
  },
};

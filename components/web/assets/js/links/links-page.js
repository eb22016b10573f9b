// My accounts at other identity providers: those that are linked, and one more, from inside.
import { h } from "../dom.js";
import { alertPlace, field } from "../fields.js";
import { t } from "../language.js";
import { passwordField, whose } from "../pages/password.js";
import { LinkForm } from "./link-form.js";
import { LinkList } from "./link-list.js";

export const page = {
  title: "links.title",
  behindTheDoor: true,
  modules: { "link-form": LinkForm, "link-list": LinkList },
  view({ office }) {
    const providers = h("select", { name: "/provider", required: true });
    const form = h(
      "form",
      { class: "card form", novalidate: true, method: "post", "data-module": "link-form" },
      alertPlace(),
      whose(office.me),
      field(t("links.provider"), providers),
      passwordField("/password", "current-password", t("links.password_hint")),
      h("button", { type: "submit", class: "button" }, t("links.go")),
    );
    return h(
      "div",
      { class: "wide page" },
      h("h1", {}, t("links.title")),
      h("p", { class: "soft narrow" }, t("links.lead")),
      h("div", { class: "form narrow" }, mine(), form),
    );
  },
};

function mine() {
  return h(
    "section",
    { class: "card form", "aria-labelledby": "links-mine" },
    h("h2", { id: "links-mine" }, t("links.mine")),
    h("div", { class: "form", "data-module": "link-list" }, h("div", { class: "waiting" })),
  );
}

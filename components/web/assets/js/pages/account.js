// My account: my password, where I am signed in, what happened at my door.
import { h } from "../dom.js";
import { alertPlace } from "../fields.js";
import { t } from "../language.js";
import { passwordField, whose } from "./password.js";

export const account = {
  title: "account.title",
  behindTheDoor: true,
  view({ office }) {
    return h(
      "div",
      { class: "wide page" },
      h("h1", {}, t("account.title")),
      h(
        "div",
        { class: "form narrow" },
        card("account.sessions", "session-list"),
        card("account.sign_ins", "sign-in-list"),
        card("second_factor.title", "second-factor"),
        password(office.me),
      ),
    );
  },
};

function card(title, module) {
  return h(
    "section",
    { class: "card form", "aria-labelledby": module },
    h("h2", { id: module }, t(title)),
    h("div", { class: "form", "data-module": module }),
  );
}

function password(me) {
  const form = h(
    "form",
    { class: "form", novalidate: true, method: "post", "data-module": "own-password" },
    alertPlace(),
    whose(me),
    passwordField("/password", "current-password"),
    passwordField("/new_password", "new-password", t("password.hint"), t("password.new")),
    h("button", { type: "submit", class: "button" }, t("account.change_password")),
  );
  return h(
    "section",
    { class: "card form", "aria-labelledby": "own-password" },
    h("h2", { id: "own-password" }, t("account.change_password")),
    form,
  );
}

// My account: my password and passkeys, where I am signed in, what happened at my door.
import { deviceName } from "../devices.js";
import { h } from "../dom.js";
import { alertPlace, field } from "../fields.js";
import { t } from "../language.js";
import { passkeysAreMade } from "../webauthn.js";
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
        passkeys(office.me),
        card("second_factor.title", "second-factor"),
        password(office.me),
        h("a", { class: "button quiet", href: "/links" }, t("links.title")),
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

function passkeys(me) {
  const name = h("input", { name: "/name", autocomplete: "off", maxlength: 60, required: true });
  name.setAttribute("value", deviceName(navigator.userAgent));
  const form = h(
    "form",
    { class: "form", novalidate: true, method: "post", "data-module": "passkey-form" },
    alertPlace(),
    whose(me),
    field(t("passkeys.name"), name, t("passkeys.name_hint")),
    passwordField("/password", "current-password"),
    h("button", { type: "submit", class: "button quiet" }, t("passkeys.add")),
  );
  return h(
    "section",
    { class: "card form", "aria-labelledby": "passkeys" },
    h("h2", { id: "passkeys" }, t("passkeys.title")),
    h("p", {}, t("passkeys.about")),
    h("div", { "data-module": "passkey-list" }),
    passkeysAreMade() ? form : h("p", { class: "soft" }, t("passkeys.not_here")),
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

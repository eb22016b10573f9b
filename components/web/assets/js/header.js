// The header: whose office this is, the language, and behind the door who is signed in.
import { h } from "./dom.js";
import { icon, logo } from "./icons.js";
import { languageTag, t } from "./language.js";

const LANGUAGES = [
  ["id", "ID", "Bahasa Indonesia"],
  ["en", "EN", "English"],
];

export function header(office) {
  return h(
    "header",
    { class: "top" },
    h("div", { class: "wide top-row" }, brand(office), office ? account(office.me) : languages()),
    office && h("div", { class: "wide tabs-row" }, tabs(), languages()),
    office?.me.needs_second_factor && factorNote(),
  );
}

// Who runs the office but cannot, until this is done, should not have to guess why.
function factorNote() {
  const link = h("a", { href: "/account" }, t("account.title"));
  return h("p", { class: "wide small" }, t("second_factor.needed"), " ", link);
}

function brand(office) {
  const name = h("span", { class: "brand-name" }, office?.institution.name ?? "Ngantor");
  return h("a", { class: "brand", href: "/" }, logo(36), name);
}

function languages() {
  const buttons = LANGUAGES.map(([tag, short, name]) =>
    h(
      "button",
      { type: "button", lang: tag, value: tag, "aria-pressed": String(tag === languageTag()) },
      short,
      h("span", { class: "unseen" }, ` ${name}`),
    ),
  );
  const label = t("header.language");
  const module = "language-switch";
  return h(
    "div",
    { class: "languages", role: "group", "aria-label": label, "data-module": module },
    buttons,
  );
}

function account(me) {
  const initial = [...me.name.trim()][0]?.toLocaleUpperCase() ?? "?";
  return h(
    "details",
    { class: "account", "data-module": "account-menu" },
    h("summary", { "aria-label": t("header.account", { name: me.name }) }, initial),
    h(
      "div",
      { class: "account-sheet" },
      h("div", {}, h("strong", {}, me.name), h("div", { class: "soft small" }, me.username)),
      h("a", { href: "/account" }, t("account.title")),
      h("p", { class: "small", "data-unsent": true, hidden: true }),
      h("p", { class: "field-fault", role: "alert", hidden: true }),
      h("button", { type: "button", class: "button quiet" }, icon("out"), t("header.sign_out")),
    ),
  );
}

function tabs() {
  const link = ([href, text]) => {
    const current = href === location.pathname ? "page" : null;
    return h("a", { href, "aria-current": current }, text);
  };
  const links = [
    ["/", t("today.title")],
    ["/day", t("day.title")],
    ["/directory", t("directory.title")],
  ].map(link);
  return h("nav", { class: "tabs", "aria-label": t("header.pages") }, links);
}

// The directory: find a colleague by name, or go through the units.
import { h } from "../dom.js";
import { t } from "../language.js";
import { keepsRecords } from "../roles.js";

// As long as a name may be, in characters.
const NAME_MAX = 100;

export const directory = {
  title: "directory.title",
  behindTheDoor: true,
  view({ office }) {
    const input = h("input", { id: "q", name: "q", type: "search", maxlength: NAME_MAX });
    input.autocomplete = "off";
    const label = h("label", { for: "q" }, t("directory.search"));
    return h(
      "div",
      { class: "wide page" },
      h("h1", {}, t("directory.title")),
      keepsRecords(office.me) &&
        h("p", { class: "way row" }, ways(office.me)),
      h(
        "div",
        { class: "form narrow", "data-module": "directory" },
        h("form", { role: "search", class: "field" }, label, input),
        h("div", { class: "form" }),
      ),
    );
  },
};

function ways({ roles }) {
  const ways = [
    ["/person?new", t("person.new")],
    ["/imports", t("imports.title")],
  ];
  if (roles.includes("administrator")) ways.push(["/institution", t("institution.title")]);
  return ways.map(([href, text]) => h("a", { href }, text));
}

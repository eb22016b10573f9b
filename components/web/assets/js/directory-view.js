// How people and units look in the directory.
import { h } from "./dom.js";
import { t } from "./language.js";

// For those who keep the records, the name leads to the record.
export function personItem(person, isKeeper) {
  const { id, full_name: name, position, unit, office, email, phone } = person;
  const place = [unit?.name, office?.name].filter(Boolean).join(" · ");
  return h(
    "li",
    { class: "person" },
    h("strong", {}, isKeeper ? h("a", { href: `/person?id=${id}` }, name) : name),
    position && h("span", {}, position),
    place && h("span", { class: "soft small" }, place),
    (email || phone) &&
      h(
        "span",
        { class: "reach" },
        phone && h("a", { href: `tel:${phone.replace(/[^+\d]/g, "")}` }, phone),
        email && h("a", { href: `mailto:${encodeURIComponent(email)}` }, email),
      ),
  );
}

// The unit that is open, the way up from it, and the units directly under it.
export function unitLinks(units, openId) {
  const byId = new Map(units.map((unit) => [unit.unit_id, unit]));
  const open = byId.get(openId);
  const isUnder = ({ parent_id: parent }) => (open ? parent === openId : !byId.has(parent));
  const link = ({ unit_id: id, name }) => h("a", { href: `?unit=${id}` }, name);
  const under = units.filter(isUnder).map((unit) => h("li", {}, link(unit)));
  const label = t("directory.units");
  return h(
    "nav",
    { class: "units", "aria-label": label },
    open && h("p", { class: "way" }, wayUp(open, byId).map((unit) => [link(unit), " › "])),
    open ? h("h2", {}, open.name) : under.length > 0 && h("h2", {}, label),
    under.length > 0 && h("ul", {}, under),
  );
}

function wayUp(unit, byId) {
  const way = [];
  let above = byId.get(unit.parent_id);
  while (above && !way.includes(above)) {
    way.unshift(above);
    above = byId.get(above.parent_id);
  }
  return way;
}

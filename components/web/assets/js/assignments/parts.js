// Everybody's part: how far it is, what was said, and what I may do with it now.
import { h } from "../dom.js";
import { t } from "../language.js";
import { moment } from "../time.js";
import { Acting, note, reason } from "../work/acting.js";

// What an act needs besides the press: words why, words if any, or nothing.
const ASKS = { decline: reason, return: reason, cancel: reason, submit: note, complete: note };
const PRIMARY = ["accept", "start", "submit", "complete"];

export function partsView(whole, page) {
  return [
    h("h2", {}, t("assignment.parts")),
    h("ul", { class: "rows" }, whole.parts.map((part) => partView(part, page))),
  ];
}

function partView(part, page) {
  const { names, office } = page;
  const name = names.get(part.person_id) ?? "";
  const changed = {
    name: names.get(part.changed_by) ?? "",
    at: moment(Date.parse(part.changed_at), office.zone),
  };
  return h(
    "li",
    { class: "part" },
    h(
      "div",
      { class: "form" },
      h(
        "div",
        {},
        h("strong", {}, name),
        h("p", { class: "small" }, t(`work.state.${part.state}`)),
        part.note && h("p", { class: "said" }, part.note),
        part.act && h("p", { class: "soft small" }, t("assignment.changed", changed)),
      ),
      part.may.length > 0 && acting(part, name, page),
    ),
  );
}

function acting(part, name, page) {
  const acts = part.may.map((act) => ({
    name: act,
    label: t(`work.act.${act}`),
    asks: ASKS[act] && (() => ASKS[act]("/note")),
    primary: PRIMARY.includes(act),
  }));
  let now = part;
  return new Acting(acts, {
    signal: page.signal,
    about: name,
    perform: (act, body) => page.actOn(now, { act, ...body }),
    // Whoever wants it all the same sends it again, against what is there now.
    changed: (current) => {
      now = current;
      return t("work.now", { state: t(`work.state.${current.state}`) });
    },
  }).element;
}

// Who did what to the work, the newest first; asked for when somebody wants to know.
import { h } from "../dom.js";
import { t } from "../language.js";
import { moment } from "../time.js";
import { List } from "../work/list.js";
import { namesOf } from "../work/names.js";

// What is told of each kind of change; the rest is on the page anyway.
const TOLD = {
  "assignments.part.created": ({ state }) => t(`work.state.${state}`),
  "assignments.part.changed": ({ state }) => t(`work.state.${state}`),
  "assignments.assignment.created": () => t("history.made"),
  "assignments.assignment.changed": () => t("history.changed"),
};

export function history(whole, office) {
  const content = h("div");
  const path = `/api/assignments/assignments/${whole.id}/trail?limit=50`;
  const view = (entries) => rows(entries, whole, office);
  const load = (event) => {
    if (!event.target.open || content.hasChildNodes()) return;
    new List(content, { path, view, none: t("history.none") }).load();
  };
  const summary = h("summary", { class: "button quiet" }, t("history.title"));
  return h("details", { class: "fold", ontoggle: load }, summary, content);
}

async function rows(entries, { parts }, office) {
  const told = entries.filter(({ type }) => TOLD[type]);
  const ofPart = new Map(parts.map((part) => [part.id, part.person_id]));
  const people = told.flatMap(({ by, subject }) => [by, ofPart.get(subject)]);
  // The function itself may have done it.
  const names = await namesOf(people.filter((id) => id !== "assignments"));
  return told.map((entry) => {
    const person = names.get(ofPart.get(entry.subject));
    const what = [person, TOLD[entry.type](entry.new)].filter(Boolean).join(": ");
    const when = entry.at && moment(Date.parse(entry.at), office.zone);
    return h(
      "li",
      {},
      h(
        "div",
        {},
        h("strong", {}, what),
        entry.new.note && h("p", { class: "said small" }, entry.new.note),
        h("p", { class: "soft small" }, [names.get(entry.by), when].filter(Boolean).join(", ")),
      ),
    );
  });
}

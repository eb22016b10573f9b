// One piece of work in a list: what, how far, until when, who.
import { h } from "../dom.js";
import { t } from "../language.js";
import { dueLine } from "../work/due.js";

export function row(one, names, office) {
  const { assignment_id: id, person_id: person, given_by: giver } = one;
  const { me } = office;
  const name = (of) => names.get(of) ?? "";
  const giverLine = giver === me.id ? null : t("work.from", { name: name(giver) });
  const who = person && person !== me.id ? name(person) : giverLine;
  const line = [t(`work.state.${one.state}`), dueLine(one.due_at, office)].join(" · ");
  return h(
    "li",
    {},
    h(
      "div",
      {},
      h("a", { class: "tall", href: `/assignment?id=${id}` }, h("strong", {}, one.title)),
      h("p", { class: "small" }, line),
      who && h("p", { class: "soft small" }, who),
      marks(one),
    ),
  );
}

// What stands out: late, urgent.
function marks({ is_overdue: isOverdue, priority }) {
  return [
    isOverdue && h("span", { class: "badge bad" }, t("work.overdue")),
    isOverdue && " ",
    ["high", "urgent"].includes(priority) &&
      h("span", { class: "badge" }, t(`work.priority.${priority}`)),
  ];
}

// What an assignment says: its text, its facts, and where it comes from.
import { h } from "../dom.js";
import { t } from "../language.js";
import { moment } from "../time.js";
import { dueLine } from "../work/due.js";

export function factsView(whole, { names, office }) {
  const { title, text, state, priority, tags, is_overdue: isOverdue } = whole;
  const at = moment(Date.parse(whole.given_at), office.zone);
  const given = { name: names.get(whole.given_by) ?? "", at };
  return [
    h("h2", { tabindex: "-1" }, title),
    h(
      "p",
      { class: "row" },
      h("strong", {}, t(`work.state.${state}`)),
      isOverdue && h("span", { class: "badge bad" }, t("work.overdue")),
      priority !== "normal" && h("span", { class: "badge" }, t(`work.priority.${priority}`)),
    ),
    h("p", {}, dueLine(whole.due_at, office)),
    text && h("p", { class: "said" }, text),
    h("p", { class: "soft small" }, t("assignment.given", given)),
    tags.length > 0 && h("p", { class: "soft small" }, tags.map((tag) => `#${tag} `)),
    links(t("assignment.children"), whole.children, names),
    links(t("assignment.needs"), whole.needs),
  ];
}

// Where it comes from, the first giver first.
export function chainView({ chain }) {
  if (chain.length === 0) return null;
  const link = ({ id, title }) => [h("a", { href: `/assignment?id=${id}` }, title), " › "];
  return h("p", { class: "way" }, `${t("assignment.part_of")} `, chain.map(link));
}

function links(label, those) {
  if (those.length === 0) return null;
  // Without a title it is not there for whoever looks.
  const name = ({ id, title }) =>
    title === null
      ? h("span", { class: "soft tall" }, t("assignment.unseen"))
      : h("a", { class: "tall", href: `/assignment?id=${id}` }, title);
  const line = ({ state, ...one }) =>
    h(
      "li",
      {},
      name(one),
      h("span", { class: "small" }, t(`work.state.${state}`)),
    );
  return h("div", {}, h("h3", {}, label), h("ul", { class: "rows" }, those.map(line)));
}

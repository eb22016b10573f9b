// The weeks of a month: what is asked for in each, what was worked, and what is left of both.
import { h } from "../dom.js";
import { t } from "../language.js";
import { duration } from "../time.js";

export function monthWeeks(weeks) {
  return h(
    "section",
    { class: "form" },
    h("h3", {}, t("month.weeks")),
    h("ol", { class: "month" }, weeks.map((week) => h("li", {}, monthWeek(week)))),
  );
}

function monthWeek(week) {
  const time = (minutes) => duration(minutes * 60);
  const worked = { worked: time(week.totals.worked_min), quota: time(week.quota_min) };
  const more = [
    ["set_off", week.set_off_min],
    ["short", week.short_min],
    ["surplus", week.surplus_min],
  ];
  const facts = more
    .filter(([, minutes]) => minutes > 0)
    .map(([name, minutes]) => t(`month.${name}`, { time: time(minutes) }));
  const summary = h(
    "summary",
    {},
    h("strong", {}, t("month.week", { n: Number(week.week.slice(-2)) })),
    h("span", { class: "month-facts" }, [t("month.week_of", worked), ...facts].join(" · ")),
  );
  const why = week.explanations.map(({ text }) => h("li", {}, text));
  return h("details", { class: "month-day" }, summary, h("ul", { class: "month-why" }, why));
}

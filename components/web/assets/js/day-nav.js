// From day to day: a step back, a step on, and any date.
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./language.js";
import { dayInWords, dayPlus } from "./time.js";

// at(day): where a day has its page.
export function dayNav(date, today, at = (day) => `/day?date=${day}`) {
  const open = (event) => event.target.value && location.assign(at(event.target.value));
  const label = t("day.jump");
  const properties = { type: "date", value: date, max: today, "aria-label": label, onchange: open };
  return [
    h("h2", {}, h("time", { datetime: date }, dayInWords(date))),
    h(
      "nav",
      { class: "day-nav", "aria-label": t("day.other_days") },
      step(at(dayPlus(date, -1)), "back", t("day.previous")),
      date < today && step(at(dayPlus(date, 1)), "next", t("day.next")),
      h("input", properties),
    ),
  ];
}

function step(href, mark, label) {
  return h("a", { class: "button quiet", href, "aria-label": label }, icon(mark));
}

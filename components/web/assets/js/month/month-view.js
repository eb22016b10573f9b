// The days of a month: a mark and a word for what each is, its figures, and on a tap why.
import { h } from "../dom.js";
import { icon } from "../icons.js";
import { languageTag, t } from "../language.js";
import { clock, duration, zoneName } from "../time.js";

const MARKS = {
  present: "done",
  provisional: "working",
  absent: "warn",
  leave: "home",
  duty_travel: "duty_travel",
  flexible_location: "done",
  flexible_time: "done",
  holiday: "home",
  off: "none",
  unjudged: "other",
};
const FIGURES = ["late", "early", "short", "surplus"];

export function monthTotals(totals) {
  const figure = (name, minutes) =>
    h("div", {}, h("dt", {}, t(name)), h("dd", { class: "figures" }, duration(minutes * 60)));
  return h(
    "dl",
    { class: "figures-row" },
    figure("day.worked", totals.worked_min),
    figure("month.total_late", totals.late_min),
    figure("month.total_short", totals.short_min),
  );
}

export function monthDays(days, today) {
  return h("ol", { class: "month" }, days.map((day) => monthDay(day, today)));
}

function monthDay(day, today) {
  const isToCome = day.status === "provisional" && day.day > today;
  const facts = [hours(day), figures(day)].filter(Boolean);
  const summary = h(
    "summary",
    {},
    h("span", { class: "month-mark" }, icon(MARKS[day.status])),
    h("time", { datetime: day.day }, shortDay(day.day)),
    h("strong", {}, isToCome ? t("month.to_come") : t(`status.${day.status}`)),
    facts.length > 0 && h("span", { class: "month-facts" }, facts.join(" · ")),
  );
  return h("li", {}, h("details", { class: `month-day ${day.status}` }, summary, why(day)));
}

function why({ day, status, explanations, is_complete: isComplete }) {
  const mayChange = status === "present" && !isComplete;
  return h(
    "div",
    { class: "month-why" },
    h("ul", {}, explanations.map(({ text }) => h("li", {}, text))),
    mayChange && h("p", { class: "soft small" }, t("month.may_change")),
    h("a", { class: "button quiet", href: `/day?date=${day}` }, t("month.open_day")),
    lacks(explanations, status) &&
      h("a", { class: "button quiet", href: `/requests?day=${day}` }, t("requests.correction")),
  );
}

function lacks(explanations, status) {
  const asks = ({ explains }) => /^(missing|too_late)/.test(explains);
  return status === "absent" || explanations.some(asks);
}

// 07:31–16:02 WIT, and a dash for what is missing.
function hours({ first_in: firstIn, last_out: lastOut, zone }) {
  if (!firstIn && !lastOut) return null;
  const time = (instant) => (instant ? clock(Date.parse(instant), zone) : "…");
  return `${time(firstIn)}–${time(lastOut)} ${zoneName(zone)}`;
}

function figures(day) {
  const said = FIGURES.filter((name) => day[`${name}_min`] > 0).map((name) =>
    t(`month.${name}`, { time: duration(day[`${name}_min`] * 60) }),
  );
  return said.join(" · ");
}

// Sen 24
function shortDay(day) {
  const language = languageTag() === "en" ? "en-GB" : "id-ID";
  const format = { weekday: "short", day: "numeric", timeZone: "UTC" };
  return new Intl.DateTimeFormat(language, format).format(Date.parse(`${day}T00:00:00Z`));
}

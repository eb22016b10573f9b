// From month to month.
import { h } from "../dom.js";
import { icon } from "../icons.js";
import { languageTag, t } from "../language.js";

// at(month): where a month has its page.
export function monthNav(month, current, at = (month) => `/month?month=${month}`) {
  return [
    h("h2", {}, h("time", { datetime: month }, monthInWords(month))),
    h(
      "nav",
      { class: "day-nav", "aria-label": t("month.others") },
      step(at(monthPlus(month, -1)), "back", t("month.previous")),
      month < current && step(at(monthPlus(month, 1)), "next", t("month.next")),
    ),
  ];
}

function step(href, mark, label) {
  return h("a", { class: "button quiet", href, "aria-label": label }, icon(mark));
}

function monthPlus(month, n) {
  const date = new Date(`${month}-01T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() + n);
  return date.toISOString().slice(0, 7);
}

// November 2026
function monthInWords(month) {
  const language = languageTag() === "en" ? "en-GB" : "id-ID";
  const format = { month: "long", year: "numeric", timeZone: "UTC" };
  return new Intl.DateTimeFormat(language, format).format(Date.parse(`${month}-01T00:00:00Z`));
}

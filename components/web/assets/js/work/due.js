// Until when something is to be done, as people say it.
import { languageTag, t } from "../language.js";
import { clockWithZone, dayOf } from "../time.js";

const DAY_MS = 86_400_000;
// So many days away a day has a word of its own.
const NEAR_D = 2;

// besok, 16:00 WIB; Rab, 2 Des, 16:00 WIB
export function dueInWords(instant, office) {
  const at = Date.parse(instant);
  return `${dayFromToday(dayOf(at, office.zone), office)}, ${clockWithZone(at, office.zone)}`;
}

// besok; Rab, 2 Des; another year is named.
export function dayFromToday(day, office) {
  const language = languageTag() === "en" ? "en-GB" : "id-ID";
  const today = dayOf(office.now(), office.zone);
  const ms = Date.parse(`${day}T00:00:00Z`);
  const distance = Math.round((ms - Date.parse(`${today}T00:00:00Z`)) / DAY_MS);
  if (Math.abs(distance) <= NEAR_D) {
    return new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(distance, "day");
  }
  const format = { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" };
  if (day.slice(0, 4) !== today.slice(0, 4)) format.year = "numeric";
  return new Intl.DateTimeFormat(language, format).format(ms);
}

export function dueLine(dueAt, office) {
  return dueAt ? t("work.due", { when: dueInWords(dueAt, office) }) : t("work.no_due");
}

// The week around a day, from Monday: how long each day was, and a way to it.
import { api } from "../api.js";
import { draw, h } from "../dom.js";
import { failedNote } from "../failed-note.js";
import { languageTag, t, tn } from "../language.js";
import { dayPlus, duration } from "../time.js";
import { askedDay } from "../work/asked-day.js";

const DAYS = 7;

export class Week {
  constructor(element, { office, signal }) {
    Object.assign(this, { element, ...askedDay(office) });
    const weekday = (new Date(`${this.day}T00:00:00Z`).getUTCDay() + DAYS - 1) % DAYS;
    this.monday = dayPlus(this.day, -weekday);
    document.addEventListener("activities", () => this.load(), { signal });
    draw(element, h("div", { class: "waiting" }));
    this.load();
  }

  async load() {
    const until = dayPlus(this.monday, DAYS - 1);
    const path = `/api/activities/totals?from=${this.monday}&until=${until}&by=day`;
    try {
      this.show(await api.get(path));
    } catch (problem) {
      draw(this.element, failedNote(problem, () => this.load()));
    }
  }

  show(totals) {
    const of = new Map(totals.map((one) => [one.day, one]));
    const days = Array.from({ length: DAYS }, (_, n) => dayPlus(this.monday, n));
    const minutes = totals.reduce((sum, one) => sum + one.minutes, 0);
    const title = h("h2", { id: "week" }, t("activities.week"));
    const cells = days.map((day) => h("li", {}, this.cell(day, of.get(day))));
    const sum = h("p", { class: "figures" }, duration(minutes * 60));
    draw(this.element, title, sum, h("ul", { class: "week" }, cells));
  }

  cell(day, total) {
    const returned = total?.n_returned ?? 0;
    const content = [
      h("span", {}, shortDay(day)),
      h("strong", { class: "figures" }, total ? duration(total.minutes * 60) : "–"),
      returned > 0 && h("span", { class: "badge" }, tn("activities.n_returned", returned)),
    ];
    if (day > this.today) return h("div", { class: "soft" }, content);
    const current = day === this.day ? "date" : null;
    return h("a", { href: `/activities?date=${day}`, "aria-current": current }, content);
  }
}

// Sen 24
function shortDay(day) {
  const language = languageTag() === "en" ? "en-GB" : "id-ID";
  const format = { weekday: "short", day: "numeric", timeZone: "UTC" };
  return new Intl.DateTimeFormat(language, format).format(Date.parse(`${day}T00:00:00Z`));
}

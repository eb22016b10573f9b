// One day of mine: how long, and which punches.
import { draw, h } from "../dom.js";
import { icon } from "../icons.js";
import { t } from "../language.js";
import { sentPunch } from "../punch-view.js";
import { clock, dayInWords, dayOf, dayPlus, duration } from "../time.js";

export class DayPage {
  constructor(element, { office }) {
    Object.assign(this, { element, office });
    const today = dayOf(office.now(), office.zone);
    const asked = new URLSearchParams(location.search).get("date");
    this.today = today;
    this.date = /^\d{4}-\d{2}-\d{2}$/.test(asked ?? "") && dayExists(asked) ? asked : today;
    this.load();
  }

  async load() {
    draw(this.element, this.nav(), h("div", { class: "waiting" }));
    try {
      const day = await this.office.day(this.date);
      draw(this.element, this.nav(), this.figures(day), this.list(day));
    } catch (problem) {
      draw(this.element, this.nav(), this.failed(problem));
    }
  }

  nav() {
    const steps = h(
      "nav",
      { class: "day-nav", "aria-label": t("day.other_days") },
      this.step(-1, "back", t("day.previous")),
      h("h2", {}, h("time", { datetime: this.date }, dayInWords(this.date))),
      this.date < this.today ? this.step(1, "next", t("day.next")) : h("span"),
    );
    return [steps, this.jump()];
  }

  jump() {
    const open = (event) =>
      event.target.value && location.assign(`/day?date=${event.target.value}`);
    const date = h("input", { type: "date", value: this.date, max: this.today, onchange: open });
    return h("label", { class: "date-jump between small" }, h("span", {}, t("day.jump")), date);
  }

  step(n, mark, label) {
    const href = `/day?date=${dayPlus(this.date, n)}`;
    return h("a", { class: "button quiet", href, "aria-label": label }, icon(mark));
  }

  figures({ punches, worked_s: workedS }) {
    const first = punches.find((punch) => punch.direction === "in");
    const last = punches.findLast((punch) => punch.direction === "out");
    const time = (punch) => (punch ? clock(Date.parse(punch.received_at), punch.zone) : "–");
    const figure = (name, value) =>
      h("div", {}, h("dt", {}, name), h("dd", { class: "figures" }, value));
    return h(
      "dl",
      { class: "figures-row" },
      figure(t("day.worked"), duration(workedS)),
      figure(t("day.first_in"), time(first)),
      figure(t("day.last_out"), time(last)),
    );
  }

  list({ punches }) {
    if (punches.length > 0) return h("ol", { class: "punches" }, punches.map(sentPunch));
    return h("div", { class: "empty" }, icon("none", 32), h("p", {}, t("day.empty")));
  }

  failed(problem) {
    const again = h(
      "button",
      { type: "button", class: "button quiet", onclick: () => this.load() },
      t("retry"),
    );
    return h(
      "div",
      { class: "note bad", role: "alert" },
      icon("warn"),
      h("div", {}, h("p", {}, problem.message), again),
    );
  }
}

function dayExists(text) {
  return !Number.isNaN(Date.parse(text)) && dayPlus(text, 0) === text;
}

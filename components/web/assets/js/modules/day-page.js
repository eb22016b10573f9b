// One day of mine: how long, and which punches.
import { dayNav } from "../day-nav.js";
import { draw, h, redraw } from "../dom.js";
import { failedNote } from "../failed-note.js";
import { icon } from "../icons.js";
import { t } from "../language.js";
import { punchItems } from "../punch-view.js";
import { clock, dayOf, dayPlus, duration } from "../time.js";

export class DayPage {
  constructor(element, { office, signal }) {
    Object.assign(this, { office, day: null, problem: null });
    const asked = new URLSearchParams(location.search).get("date") ?? "";
    this.asked = dayExists(asked) ? asked : null;
    this.steps = h("div", { class: "form" });
    this.content = h("div", { class: "form" });
    draw(element, this.steps, this.content);
    office.addEventListener("change", () => this.show(), { signal });
    this.load();
  }

  // The keeper asks for today; only another day is asked for here.
  async load() {
    this.problem = null;
    this.show();
    if (!this.asked) return;
    try {
      this.day = await this.office.day(this.asked);
    } catch (problem) {
      this.problem = problem;
    }
    this.show();
  }

  show() {
    const { office } = this;
    const today = office.today?.day ?? dayOf(office.now(), office.zone);
    const date = this.asked ?? today;
    const day = date === office.today?.day ? office.today : this.day;
    // The steps stay as they are while they say the same: somebody may be choosing a date.
    redraw(this.steps, dayNav(date, today));
    if (day) redraw(this.content, day.punches.length > 0 && this.figures(day), this.list(day));
    else if (this.problem) redraw(this.content, this.failed());
    // The notes above say why today is missing.
    else if (!this.asked && office.problem) redraw(this.content);
    else redraw(this.content, h("div", { class: "waiting" }));
  }

  figures({ punches, worked_s: workedS }) {
    const first = punches.find((punch) => punch.direction === "in");
    const last = punches.findLast((punch) => punch.direction === "out");
    const time = (punch) => (punch ? clock(Date.parse(punch.counted_at), punch.zone) : "–");
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

  list({ day, punches }) {
    const items = punchItems(this.office, punches, this.office.outbox.entriesOf(day));
    if (items.length > 0) return h("ol", { class: "punches" }, items);
    return h("div", { class: "empty" }, icon("none", 32), h("p", {}, t("day.empty")));
  }

  failed() {
    return failedNote(this.problem, () => this.load());
  }
}

function dayExists(text) {
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
  return isDate && dayPlus(text, 0) === text;
}

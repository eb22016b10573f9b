// One month of mine, as the server judges it now.
import { api } from "../api.js";
import { draw, h } from "../dom.js";
import { failedNote } from "../failed-note.js";
import { monthNav } from "./month-nav.js";
import { monthDays, monthTotals } from "./month-view.js";
import { monthWeeks } from "./month-weeks.js";
import { dayOf } from "../time.js";

export class Month {
  constructor(element, { office }) {
    this.today = dayOf(office.now(), office.zone);
    const current = this.today.slice(0, 7);
    const asked = new URLSearchParams(location.search).get("month") ?? "";
    this.month = /^20\d{2}-(0[1-9]|1[0-2])$/.test(asked) ? asked : current;
    this.zone = office.zone;
    this.content = h("div", { class: "form" });
    draw(element, monthNav(this.month, current), this.content);
    this.load();
  }

  async load() {
    draw(this.content, h("div", { class: "waiting" }));
    try {
      const path = `/api/attendance/months/${this.month}?zone=${encodeURIComponent(this.zone)}`;
      const { totals, weeks = [], days } = await api.get(path);
      draw(this.content, monthTotals(totals), monthDays(days, this.today), monthWeeks(weeks));
    } catch (problem) {
      draw(this.content, failedNote(problem, () => this.load()));
    }
  }
}

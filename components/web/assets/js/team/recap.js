// One month of several people. What is of everybody comes as a file only: on a bad line it would
// be minutes before a page could show it.
import { api } from "../api.js";
import { draw, h } from "../dom.js";
import { failedNote } from "../failed-note.js";
import { field, sayProblem, alertPlace } from "../fields.js";
import { t } from "../language.js";
import { monthNav } from "../month/month-nav.js";
import { seesEverybody } from "../roles.js";
import { dayOf } from "../time.js";
import { onceAtATime } from "../work/busy.js";
import { ledUnits } from "../work/leads.js";
import { nothing } from "../work/list.js";
import { recapRow } from "./recap-row.js";

const FORMATS = ["csv", "xlsx"];

export class Recap {
  constructor(element, { office }) {
    Object.assign(this, { element, office });
    const current = dayOf(office.now(), office.zone).slice(0, 7);
    const asked = new URLSearchParams(location.search);
    const month = asked.get("month") ?? "";
    this.month = /^20\d{2}-(0[1-9]|1[0-2])$/.test(month) && month <= current ? month : current;
    this.current = current;
    this.of = asked.get("of");
    this.load();
  }

  async load() {
    draw(this.element, h("div", { class: "waiting" }));
    try {
      const led = await ledUnits(this.office.me.id);
      const scopes = ["me"];
      if (led.length > 0) scopes.unshift("team");
      if (seesEverybody(this.office.me)) scopes.push("all");
      if (!scopes.includes(this.of)) [this.of] = scopes;
      this.show(scopes);
      if (this.of !== "all") await this.figures();
    } catch (problem) {
      draw(this.element, failedNote(problem, () => this.load()));
    }
  }

  show(scopes) {
    const option = (of) =>
      h("option", { value: of, selected: of === this.of }, t(`recap.of.${of}`));
    const onchange = (event) => location.assign(this.at({ of: event.target.value }));
    this.content = h("div", { class: "card" }, t("recap.as_a_file"));
    this.files = h(
      "div",
      { class: "form" },
      alertPlace(),
      h("div", { class: "row" }, FORMATS.map((format) => this.file(format))),
    );
    draw(
      this.element,
      monthNav(this.month, this.current, (month) => this.at({ month })),
      field(t("recap.of"), h("select", { name: "of", onchange }, scopes.map(option))),
      this.files,
      this.content,
    );
  }

  async figures() {
    draw(this.content, h("div", { class: "waiting" }));
    const { people } = await api.get(this.path("json"));
    const rows = h("ul", { class: "rows" }, people.map(recapRow));
    draw(this.content, people.length > 0 ? rows : nothing(t("team.nobody")));
  }

  // The browser loads the file itself, and tells how far it is; before, the session is renewed
  // where it has to be.
  file(format) {
    const load = async () => {
      try {
        await api.get("/api/attendance/punches?limit=1");
        location.assign(this.path(format));
      } catch (problem) {
        sayProblem(this.files, problem.message);
      }
    };
    const button = { type: "button", class: "button quiet", onclick: onceAtATime(load) };
    return h("button", button, t(`recap.${format}`));
  }

  path(format) {
    return `/api/attendance/recaps/${this.month}?of=${this.of}&format=${format}`;
  }

  at(change) {
    return `/recap?${new URLSearchParams({ month: this.month, of: this.of, ...change })}`;
  }
}

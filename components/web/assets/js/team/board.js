// The board of a unit on a day: who works, who has gone, who is away.
import { api } from "../api.js";
import { dayNav } from "../day-nav.js";
import { draw, h } from "../dom.js";
import { failedNote } from "../failed-note.js";
import { field } from "../fields.js";
import { t } from "../language.js";
import { seesEverybody } from "../roles.js";
import { askedDay } from "../work/asked-day.js";
import { ledUnits } from "../work/leads.js";
import { List, nothing } from "../work/list.js";
import { allUnits } from "../work/names.js";
import { boardRow, boardSums } from "./board-row.js";

export class Board {
  constructor(element, { office }) {
    Object.assign(this, { element, office, ...askedDay(office) });
    const asked = new URLSearchParams(location.search);
    this.unit = asked.get("unit");
    this.isDeep = asked.get("deep") === "true";
    draw(element, h("div", { class: "waiting" }));
    this.load();
  }

  async load() {
    try {
      const led = await ledUnits(this.office.me.id);
      const units = seesEverybody(this.office.me) ? await allUnits() : led;
      this.show(units, led);
    } catch (problem) {
      draw(this.element, failedNote(problem, () => this.load()));
    }
  }

  show(units, led) {
    if (units.length === 0) return draw(this.element, nothing(t("team.none")));
    this.unit ??= (led[0] ?? units[0]).unit_id;
    const sums = h("p", { class: "figures" });
    const content = h("div", { class: "card" });
    const nav = dayNav(this.day, this.today, (day) => this.at({ date: day }));
    draw(this.element, nav, this.choices(units), sums, content);
    const all = [];
    const view = (people) => {
      all.push(...people);
      sums.textContent = boardSums(all);
      return people.map((one) => boardRow(one, this));
    };
    const path = `/api/attendance/units/${this.unit}/days/${this.day}?deep=${this.isDeep}`;
    new List(content, { path, view, none: t("team.nobody"), key: "people" }).load();
  }

  choices(units) {
    const byName = units.toSorted((one, other) => one.name.localeCompare(other.name));
    const option = ({ unit_id: value, name }) =>
      h("option", { value, selected: value === this.unit }, name);
    const onchange = (event) => location.assign(this.at({ unit: event.target.value }));
    const deep = (event) => location.assign(this.at({ deep: event.target.checked }));
    const box = h("input", { type: "checkbox", checked: this.isDeep, onchange: deep });
    return [
      field(t("team.unit"), h("select", { name: "unit", onchange }, byName.map(option))),
      h("label", { class: "check" }, box, h("span", {}, t("team.deep"))),
    ];
  }

  // The address of this board, but for what is to be another.
  at(change) {
    const { unit, day: date, isDeep: deep } = this;
    return `/team?${new URLSearchParams({ unit, date, deep, ...change })}`;
  }
}

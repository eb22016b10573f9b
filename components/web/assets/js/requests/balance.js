// What is left of this year's leave, and on a tap how it is reckoned.
import { api } from "../api.js";
import { draw, h } from "../dom.js";
import { t } from "../language.js";

export class Balance {
  constructor(element, { signal }) {
    this.element = element;
    document.addEventListener("requests", () => this.load(), { signal });
    this.load();
  }

  // Leave can be asked for without it; then the answer says what is missing.
  async load() {
    const found = await api.get("/api/attendance/leave-balances/current").catch(() => null);
    const counted = found?.types.filter(({ left_days: days }) => days !== null) ?? [];
    this.element.hidden = counted.length === 0;
    draw(this.element, counted.map((type) => this.type(type, found.year)));
  }

  type({ name, left_days: days, explanations }, year) {
    const said = explanations.map(({ text }) => h("li", {}, text));
    return h(
      "details",
      { class: "month-day" },
      h("summary", {}, h("strong", {}, t("requests.left", { name, year, days }))),
      h("div", { class: "month-why" }, h("ul", {}, said)),
    );
  }
}

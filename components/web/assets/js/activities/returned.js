// What a head returned, to be corrected; nothing is shown where nothing was.
import { api } from "../api.js";
import { draw, h } from "../dom.js";
import { t } from "../language.js";
import { dayInWords } from "../time.js";

export class Returned {
  constructor(element, { signal }) {
    this.element = element;
    document.addEventListener("activities", () => this.load(), { signal });
    this.load();
  }

  // The day shows it as well: no failure is told twice.
  async load() {
    const path = "/api/activities/activities?state=returned&limit=20";
    const those = await api.get(path).catch(() => []);
    this.element.hidden = those.length === 0;
    const line = ({ day, title, review }) =>
      h(
        "li",
        {},
        h(
          "div",
          {},
          h("a", { class: "tall", href: `/activities?date=${day}` }, title),
          h("p", { class: "soft small" }, dayInWords(day)),
          review?.comment && h("p", { class: "said small" }, review.comment),
        ),
      );
    const list = h("ul", { class: "rows" }, those.map(line));
    const title = h("h2", {}, t("activities.returned"));
    draw(this.element, h("section", { class: "card" }, title, list));
  }
}

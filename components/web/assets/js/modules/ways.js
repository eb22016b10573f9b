// The ways from today to the rest of the office, and how much work waits there for me.
import { api } from "../api.js";
import { draw, h } from "../dom.js";
import { t } from "../language.js";
import { LEADING, seesEverybody } from "../roles.js";

export class Ways {
  constructor(element, { office, signal }) {
    Object.assign(this, { element, me: office.me });
    draw(
      element,
      this.way("/month", t("month.title")),
      this.way("/requests", t("requests.title")),
      (this.work = this.way("/assignments", t("assignments.title"))),
      this.way("/activities", t("activities.title")),
      this.way("/files", t("files.title")),
    );
    // What is of today comes first on a slow line.
    office.addEventListener("change", () => this.load(), { signal, once: true });
  }

  way(href, text) {
    return h("a", { class: "button quiet", href }, text);
  }

  // Without an answer the ways are there all the same.
  async load() {
    const paths = ["assignments/counts", `people/relations?person_id=${this.me.id}`];
    const asked = paths.map((path) => api.get(`/api/${path}`).catch(() => []));
    const [counts, relations] = await Promise.all(asked);
    const waiting = counts.filter(({ list }) => list === "waiting");
    const n = waiting.reduce((sum, one) => sum + one.n, 0);
    if (n > 0) {
      this.work.href = "/assignments?of=waiting";
      this.work.append(` · ${t("ways.waiting", { n })}`);
    }
    const leads = relations.some(({ kind }) => LEADING.includes(kind));
    if (leads || seesEverybody(this.me)) this.element.append(this.way("/team", t("team.title")));
  }
}

// The lists of work: one at a time, named in the address, with how much stands in each.
import { api } from "../api.js";
import { draw, h } from "../dom.js";
import { t } from "../language.js";
import { ledUnits } from "../work/leads.js";
import { List } from "../work/list.js";
import { namesOf } from "../work/names.js";
import { row } from "./row.js";

const LISTS = ["mine", "waiting", "given", "watched"];
const PATH = "/api/assignments/assignments";

export class Lists {
  constructor(element, { office }) {
    Object.assign(this, { element, office });
    const asked = new URLSearchParams(location.search);
    this.of = LISTS.includes(asked.get("of")) ? asked.get("of") : LISTS[0];
    this.unit = asked.get("unit");
    this.isClosed = asked.get("open") === "false";
    this.nav = h("nav", { class: "tabs", "aria-label": t("assignments.lists") });
    this.give = h("p", { class: "way", hidden: true });
    this.q = asked.get("q") ?? "";
    const content = h("div", { class: "card" });
    draw(element, this.give, this.search(), this.nav, content, this.otherHalf());
    this.tabs([], []);
    const view = (rows) => this.rows(rows);
    new List(content, { path: this.path(), view, none: this.none() }).load();
    this.load();
  }

  // A form of plain HTML: what is looked for stands in the address.
  search() {
    const input = h("input", { id: "q", name: "q", type: "search", maxlength: 200, value: this.q });
    const label = h("label", { for: "q" }, t("assignments.search"));
    return h("form", { role: "search", class: "field", action: "/assignments" }, label, input);
  }

  path() {
    if (this.q) return `/api/assignments/search?q=${encodeURIComponent(this.q)}&limit=20`;
    const list = this.unit ? `of=unit&unit_id=${encodeURIComponent(this.unit)}` : `of=${this.of}`;
    return `${PATH}?${list}&limit=20${this.isClosed ? "&open=false" : ""}`;
  }

  none() {
    if (this.q) return t("assignments.none.found");
    if (this.isClosed) return t("assignments.none.closed");
    return t(this.unit ? "assignments.none.unit" : `assignments.none.${this.of}`);
  }

  async rows(rows) {
    const names = await namesOf(rows.flatMap((one) => [one.given_by, one.person_id]));
    return rows.map((one) => row(one, names, this.office));
  }

  // How much there is, and what one leads, may come later or not at all.
  async load() {
    const [counts, units] = await Promise.all([
      api.get("/api/assignments/counts").catch(() => []),
      ledUnits(this.office.me.id).catch(() => []),
    ]);
    this.tabs(counts, units);
    draw(this.give, h("a", { class: "button", href: "/assign" }, t("assign.title")));
    this.give.hidden = units.length === 0;
  }

  tabs(counts, units) {
    const own = LISTS.map((of) => {
      const n = counts.filter(({ list }) => list === of).reduce((sum, one) => sum + one.n, 0);
      const text = t(`assignments.of.${of}`);
      const isCurrent = !this.q && !this.unit && this.of === of;
      return this.tab(`?of=${of}`, n > 0 ? `${text} (${n})` : text, isCurrent);
    });
    const ofUnit = ({ unit_id: id, name }) => this.tab(`?unit=${id}`, name, this.unit === id);
    draw(this.nav, own, units.map(ofUnit));
  }

  tab(href, text, isCurrent) {
    return h("a", { href, "aria-current": isCurrent ? "page" : null }, text);
  }

  // From what is open to what is closed, and back.
  otherHalf() {
    if (this.q) return null;
    const list = this.unit ? `unit=${this.unit}` : `of=${this.of}`;
    const href = this.isClosed ? `?${list}` : `?${list}&open=false`;
    const words = t(this.isClosed ? "assignments.open" : "assignments.closed");
    return h("p", { class: "way" }, h("a", { href }, words));
  }
}

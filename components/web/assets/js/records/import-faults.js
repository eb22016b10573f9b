// The bad rows of a file: where, and what is wrong. A page at a time.
import { api } from "../api.js";
import { draw, h } from "../dom.js";
import { failedNote } from "../failed-note.js";
import { t } from "../language.js";

export class ImportFaults {
  element = h("section", { class: "card form", "aria-labelledby": "bad-rows" });
  #rows = h("tbody", {});
  #rest = h("div", {});

  constructor(path) {
    const head = ["line", "column", "reason"].map((name) =>
      h("th", { scope: "col" }, t(`imports.${name}`)),
    );
    const table = h("table", { class: "faults" }, h("thead", {}, h("tr", {}, head)), this.#rows);
    draw(this.element, h("h2", { id: "bad-rows" }, t("imports.bad_rows")), table, this.#rest);
    this.load(`${path}/faults`);
  }

  async load(path) {
    try {
      const { items, next } = await api.page(path);
      this.#rows.append(...items.flatMap(lines));
      const more = { type: "button", class: "button quiet", onclick: () => this.load(next) };
      draw(this.#rest, next && h("button", more, t("directory.more")));
    } catch (problem) {
      draw(this.#rest, failedNote(problem, () => this.load(path)));
    }
  }
}

// One line of the table for each fault; the row's number stands at each, for who reads by ear.
function lines({ line, faults }) {
  return faults.map(({ column, detail }) =>
    h(
      "tr",
      {},
      h("th", { scope: "row" }, String(line)),
      h("td", {}, column || t("imports.whole_row")),
      h("td", {}, detail),
    ),
  );
}

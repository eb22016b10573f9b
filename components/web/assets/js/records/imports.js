// The imports: mine that are under way, a form for a new one, or the one that the address names.
import { api } from "../api.js";
import { draw, h } from "../dom.js";
import { failedNote } from "../failed-note.js";
import { onSubmit, showProblem } from "../fields.js";
import { keepFile } from "./import-file.js";
import { importForm, readForm } from "./import-form.js";
import { ImportRun } from "./import-run.js";
import { t } from "../language.js";
import { dayInWords } from "../time.js";
import { uuidv7 } from "../uuid.js";

const PATH = "/api/people/imports";
const pathOf = (id) => `${PATH}/${encodeURIComponent(id)}`;

export class Imports {
  // One id for one press, however often it is sent.
  #id = uuidv7();
  // Ends what is shown.
  #shown = new AbortController();

  constructor(element, { signal }) {
    this.element = element;
    addEventListener("popstate", () => this.open(), { signal });
    signal.addEventListener("abort", () => this.#shown.abort());
    this.open();
  }

  open() {
    const id = new URLSearchParams(location.search).get("id");
    if (id) this.run(id);
    else this.overview();
  }

  // The signal of what is shown instead of what was shown before.
  next() {
    this.#shown.abort();
    this.#shown = new AbortController();
    return this.#shown.signal;
  }

  run(id) {
    new ImportRun(this.element, pathOf(id), this.next());
  }

  async overview() {
    const form = importForm();
    const signal = this.next();
    onSubmit(form, signal, () => this.begin(form, signal));
    const list = h("div", { class: "form" });
    draw(this.element, list, form);
    try {
      const mine = await api.get(PATH);
      if (mine.length > 0) draw(list, this.list(mine));
    } catch (problem) {
      draw(list, failedNote(problem, () => this.overview()));
    }
  }

  list(mine) {
    return h(
      "section",
      { class: "card form", "aria-labelledby": "my-imports" },
      h("h2", { id: "my-imports" }, t("imports.mine")),
      h("ul", { class: "rows" }, mine.map((one) => this.item(one))),
    );
  }

  item({ id, kind, state, starts_on: startsOn }) {
    const when = dayInWords(startsOn);
    const about = h("p", { class: "soft small" }, `${t(`imports.state.${state}`)} · ${when}`);
    const name = t(`imports.${kind}`);
    const label = `${t("imports.open")}: ${name}, ${when}`;
    const link = { class: "button quiet", href: `?id=${id}`, "aria-label": label };
    return h(
      "li",
      {},
      h("div", {}, h("strong", {}, name), about),
      h("a", link, t("imports.open")),
    );
  }

  async begin(form, signal) {
    const { file, body } = readForm(form);
    const id = this.#id;
    keepFile(pathOf(id), file);
    try {
      await api.put(pathOf(id), body);
    } catch (problem) {
      return showProblem(form, problem);
    }
    this.#id = uuidv7();
    // Whoever went elsewhere meanwhile finds it in the list.
    if (signal.aborted) return;
    // From here on a reload finds the import again.
    history.pushState(null, "", `?id=${id}`);
    this.run(id);
  }
}

// A list that comes page by page: rows, what stands for none of them, and a button for more.
import { api } from "../api.js";
import { draw, h, say } from "../dom.js";
import { failedNote } from "../failed-note.js";
import { icon } from "../icons.js";
import { t } from "../language.js";

export class List {
  #turn = 0;

  // view(items): the rows of a page, or a promise of them. `key` names the items where they are a
  // part of the answer.
  constructor(element, { path, view, none, key = null }) {
    Object.assign(this, { element, path, view, none, key });
    draw(element, h("div", { class: "waiting" }));
  }

  async load() {
    const turn = ++this.#turn;
    try {
      const { items, next } = await this.firstPage();
      const rows = await this.view(items);
      if (turn !== this.#turn) return;
      if (rows.length === 0) draw(this.element, nothing(this.none));
      else this.show(rows, next);
    } catch (problem) {
      if (turn === this.#turn) draw(this.element, failedNote(problem, () => this.load()));
    }
  }

  show(rows, next) {
    const list = h("ul", { class: "rows" }, rows);
    draw(this.element, list);
    this.more(list, next);
  }

  more(list, next) {
    if (!next) return;
    const button = h("button", { type: "button", class: "button quiet" }, t("directory.more"));
    button.addEventListener("click", async () => {
      try {
        const page = await this.page(next);
        list.append(...(await this.view(page.items)));
        button.remove();
        this.more(list, page.next);
      } catch (problem) {
        say(problem.message);
      }
    });
    this.element.append(button);
  }

  // What is done with leaves the list; what it was about keeps the focus near.
  drop(row) {
    const near = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    if (near) near.querySelector("button, a")?.focus();
    else this.load();
  }

  async page(path) {
    const { items, next } = await api.page(path);
    return { items: this.key ? items[this.key] : items, next };
  }

  // What may be seen is sifted after it is read: a page may be empty although more follows.
  async firstPage(path = this.path) {
    const page = await this.page(path);
    return page.items.length === 0 && page.next ? this.firstPage(page.next) : page;
  }
}

export function nothing(words) {
  return h("div", { class: "empty" }, icon("none", 32), h("p", {}, words));
}

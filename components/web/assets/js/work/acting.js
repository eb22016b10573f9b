// What can be done with one thing: a button each, with room for words where they are needed.
import { draw, h } from "../dom.js";
import { alertPlace, field, onSubmit, showProblem } from "../fields.js";
import { t } from "../language.js";

export class Acting {
  element = h("div", { class: "form acting" });

  // acts: { name, label, asks: null | "note" | "reason", primary }; what it is about, for those who
  // only hear the buttons; perform(name, note) does it; changed(current) takes what is
  // there now, after a lost race, and says it.
  constructor(acts, { signal, about, perform, changed }) {
    Object.assign(this, { acts, signal, about, perform, changed });
    this.rest();
  }

  rest() {
    const alert = alertPlace();
    const button = (act) => {
      const onclick = (event) => (act.asks ? this.ask(act) : this.run(event.target, act));
      const kind = act.primary ? "button" : "button quiet";
      const label = `${act.label}: ${this.about}`;
      return h("button", { type: "button", class: kind, onclick, "aria-label": label }, act.label);
    };
    draw(this.element, alert, h("div", { class: "row" }, this.acts.map(button)));
  }

  async run(button, act) {
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    await this.send(act, null);
    button.setAttribute("aria-busy", "false");
  }

  ask(act) {
    const isNeeded = act.asks === "reason";
    const input = h("textarea", { name: "/note", rows: 2, maxlength: 2000, required: isNeeded });
    const label = t(isNeeded ? "work.reason" : "work.note");
    const back = () => this.rest();
    const form = h(
      "form",
      { class: "form", novalidate: true, "aria-label": `${act.label}: ${this.about}` },
      alertPlace(),
      field(label, input),
      h(
        "div",
        { class: "row" },
        h("button", { type: "submit", class: "button" }, act.label),
        h("button", { type: "button", class: "button quiet", onclick: back }, t("work.back")),
      ),
    );
    draw(this.element, form);
    onSubmit(form, this.signal, ({ note }) => this.send(act, note.trim() || null, form));
    input.focus();
  }

  // What was typed stays where it is when the act is refused.
  async send(act, note, form = this.element) {
    try {
      await this.perform(act.name, note);
    } catch (problem) {
      const now = problem.current && this.changed(problem.current);
      const message = [problem.message, now].filter(Boolean).join(" ");
      showProblem(form, { message, faults: problem.faults });
    }
  }
}

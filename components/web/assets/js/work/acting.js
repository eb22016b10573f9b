// What can be done with one thing: a button each, with room for words where they are needed.
import { draw, h } from "../dom.js";
import { alertPlace, field, onSubmit, showProblem } from "../fields.js";
import { t } from "../language.js";
import { onceAtATime } from "./busy.js";

export class Acting {
  element = h("div", { class: "form acting" });

  // acts: { name, label, asks, primary }; asks() makes the field that an act needs, or the question
  // that comes before it. `about` is for those who only hear the buttons; perform(name, body) does
  // it; changed(current) takes what is there now, after a lost race, and says it.
  constructor(acts, { signal, about, perform, changed }) {
    Object.assign(this, { acts, signal, about, perform, changed });
    this.rest();
  }

  rest() {
    const alert = alertPlace();
    const button = (act) => {
      const run = onceAtATime(() => this.send(act, {}, this.element));
      const onclick = act.asks ? () => this.ask(act) : run;
      const kind = act.primary ? "button" : "button quiet";
      const label = `${act.label}: ${this.about}`;
      return h("button", { type: "button", class: kind, onclick, "aria-label": label }, act.label);
    };
    draw(this.element, alert, h("div", { class: "row" }, this.acts.map(button)));
  }

  ask(act) {
    const { label, control } = act.asks();
    const back = () => this.rest();
    const form = h(
      "form",
      { class: "form", novalidate: true, "aria-label": `${act.label}: ${this.about}` },
      alertPlace(),
      control ? field(label, control) : h("p", {}, label),
      h(
        "div",
        { class: "row" },
        h("button", { type: "submit", class: "button" }, act.label),
        h("button", { type: "button", class: "button quiet", onclick: back }, t("work.back")),
      ),
    );
    draw(this.element, form);
    onSubmit(form, this.signal, (body) => this.send(act, trimmed(body), form));
    (control ?? form.querySelector("[type=submit]")).focus();
  }

  // What was typed stays where it is when the act is refused.
  async send(act, body, form) {
    try {
      await this.perform(act.name, body);
    } catch (problem) {
      const now = problem.current && this.changed(problem.current);
      const message = [problem.message, now].filter(Boolean).join(" ");
      showProblem(form, { message, faults: problem.faults });
    }
  }
}

// Words that an act has to have: why it is done.
export function reason(name, maxlength = 2000) {
  const control = h("textarea", { name, rows: 2, maxlength, required: true });
  return { label: t("work.reason"), control };
}

// Words that it may have.
export function note(name, maxlength = 2000) {
  return { label: t("work.note"), control: h("textarea", { name, rows: 2, maxlength }) };
}

function trimmed(body) {
  return Object.fromEntries(Object.entries(body).map(([key, text]) => [key, text.trim() || null]));
}

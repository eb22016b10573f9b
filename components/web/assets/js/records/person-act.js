// One act on somebody's way in: told what it does, asked once more, and told what came of it.
import { draw, h } from "../dom.js";
import { icon } from "../icons.js";
import { t } from "../language.js";

export class PersonAct {
  element = h("li", {});

  // work(): does it, and answers what there is to show; explain(problem): why it was refused.
  constructor(name, whom, { work, explain }) {
    Object.assign(this, { name, whom, work, explain });
    this.rest();
  }

  rest(outcome = null) {
    const ask = this.actButton("quiet", () => this.ask());
    draw(
      this.element,
      h(
        "div",
        {},
        h("strong", {}, t(`person.${this.name}`)),
        h("p", { class: "soft small" }, t(`person.${this.name}.about`)),
      ),
      ask,
      outcome,
    );
    return ask;
  }

  ask() {
    const words = t(`person.${this.name}.ask`, { name: this.whom });
    const question = h("p", { tabindex: "-1" }, words);
    const yes = this.actButton("", () => this.perform(yes));
    const no = this.button("quiet", "person.cancel", () => this.rest().focus());
    const content = h("div", { class: "form" }, question, h("div", { class: "row" }, yes, no));
    draw(this.element, content);
    question.focus();
  }

  async perform(button) {
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    try {
      const shown = await this.work();
      this.tell("note", "done", t(`person.${this.name}.done`), shown);
    } catch (problem) {
      this.tell("note bad", "warn", this.explain?.(problem) ?? problem.message);
    }
  }

  tell(kind, sign, words, shown = null) {
    const text = h("p", { tabindex: "-1" }, words);
    const note = h("div", { class: kind }, icon(sign), h("div", {}, text, shown));
    this.rest(note);
    text.focus();
  }

  // In a list of buttons a verb alone says nothing.
  actButton(kind, onclick) {
    const button = this.button(kind, `person.${this.name}.do`, onclick);
    button.setAttribute("aria-label", `${button.textContent}: ${t(`person.${this.name}`)}`);
    return button;
  }

  button(kind, text, onclick) {
    return h("button", { type: "button", class: `button ${kind}`.trim(), onclick }, t(text));
  }
}

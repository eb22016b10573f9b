// What the person should know now: no connection, punches that wait, a device clock that is off.
import { h, redraw } from "../dom.js";
import { icon } from "../icons.js";
import { t, tn } from "../language.js";
import { duration } from "../time.js";

// A smaller difference is nobody's concern, in ms.
const SKEW_WORTH_SAYING_MS = 120_000;

export class Notes {
  constructor(element, { office, signal }) {
    this.element = element;
    this.office = office;
    office.addEventListener("change", () => this.show(), { signal });
    this.show();
  }

  show() {
    const notes = [this.refused(), this.unsent(), this.problem(), this.skew()].filter(Boolean);
    redraw(
      this.element,
      notes.map((note) => this.note(note)),
    );
  }

  note({ kind, text, retry }) {
    const again = () => this.office.catchUp();
    const button =
      retry && h("button", { type: "button", class: "button quiet", onclick: again }, t("retry"));
    return h(
      "div",
      { class: `note ${kind}` },
      icon("warn"),
      h("div", {}, h("p", {}, text), button),
    );
  }

  refused() {
    const { length } = this.office.outbox.refused;
    return length > 0 && { kind: "bad", text: tn("notes.refused", length) };
  }

  unsent() {
    const { waiting } = this.office.outbox;
    const failed = waiting.filter((entry) => entry.fault);
    if (failed.length === 0) return null;
    return { kind: "warn", text: tn("notes.unsent", failed.length), retry: true };
  }

  problem() {
    const { problem } = this.office;
    return problem && { kind: "bad", text: problem.message, retry: true };
  }

  skew() {
    const { skewMs } = this.office.clock;
    if (Math.abs(skewMs) < SKEW_WORTH_SAYING_MS) return null;
    const by = duration(Math.abs(skewMs) / 1000);
    return { kind: "warn", text: t(skewMs > 0 ? "notes.clock_slow" : "notes.clock_fast", { by }) };
  }
}

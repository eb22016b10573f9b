// Today's punches, and those that still wait on this device.
import { h, redraw } from "../dom.js";
import { icon } from "../icons.js";
import { t } from "../language.js";
import { punchItems } from "../punch-view.js";

export class PunchList {
  constructor(element, { office, signal }) {
    Object.assign(this, { element, office });
    office.addEventListener("change", () => this.show(), { signal });
    this.show();
  }

  show() {
    const { today, outbox } = this.office;
    const items = punchItems(this.office, today?.punches ?? [], outbox.entries);
    redraw(
      this.element,
      items.length > 0 ? h("ol", { class: "punches" }, items) : this.empty(today),
    );
  }

  empty(today) {
    if (!today && this.office.problem) return h("p", { class: "soft" }, t("state.unknown"));
    if (!today) return h("div", { class: "waiting" });
    return h("div", { class: "empty" }, icon("none", 32), h("p", {}, t("today.empty")));
  }
}

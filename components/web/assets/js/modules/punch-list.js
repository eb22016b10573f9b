// Today's punches, and those that still wait on this device.
import { draw, h } from "../dom.js";
import { icon } from "../icons.js";
import { t } from "../language.js";
import { sentPunch, unsentPunch } from "../punch-view.js";

export class PunchList {
  constructor(element, { office, signal }) {
    this.element = element;
    this.office = office;
    office.addEventListener("change", () => this.show(), { signal });
    this.show();
  }

  show() {
    const { today, outbox } = this.office;
    const known = (today?.punches ?? []).map((punch) => punch.id);
    const sent = (today?.punches ?? []).map((punch) => sentPunch(punch));
    const unsent = outbox.entries
      .filter((entry) => !known.includes(entry.id))
      .map((entry) => unsentPunch(entry, this.actions(entry)));
    const items = [...sent, ...unsent];
    draw(this.element, items.length > 0 ? h("ol", { class: "punches" }, items) : this.empty(today));
  }

  actions(entry) {
    return {
      onRetry: () => this.office.catchUp(),
      onRemove: () => this.office.outbox.remove([entry.id]),
    };
  }

  empty(today) {
    if (!today) return h("div", { class: "waiting", hidden: Boolean(this.office.problem) });
    return h("div", { class: "empty" }, icon("none", 32), h("p", {}, t("today.empty")));
  }
}

// What happened at my door, the last first.
import { api } from "../api.js";
import { deviceName } from "../devices.js";
import { draw, h } from "../dom.js";
import { icon } from "../icons.js";
import { speakLater, t } from "../language.js";
import { moment } from "../time.js";

// So many at first; the rest on request.
const SHOWN = 10;
// What somebody should look at twice.
const BAD = ["wrong_password", "wrong_code", "wrong_passkey", "passkey_copied", "refresh_reused"];

export class SignInList {
  constructor(element, { office }) {
    Object.assign(this, { element, office });
    this.load();
  }

  async load() {
    draw(this.element, h("div", { class: "waiting" }));
    try {
      const events = await api.get("/api/people/me/sign-ins");
      // What is rare is not said on the first visit.
      if (events.some(({ outcome }) => outcome.startsWith("provider"))) await speakLater();
      this.show(events, SHOWN);
    } catch (problem) {
      const words = h("p", {}, problem.message);
      draw(this.element, h("div", { class: "note bad", role: "alert" }, icon("warn"), words));
    }
  }

  show(events, n) {
    const more = () => this.show(events, events.length);
    const rows = events.slice(0, n).map((event) => this.row(event));
    draw(
      this.element,
      h("ul", { class: "rows" }, rows),
      events.length > n &&
        h("button", { type: "button", class: "button quiet", onclick: more }, t("account.more")),
    );
  }

  row({ at, outcome, n, address, device }) {
    const when = moment(Date.parse(at), this.office.zone);
    const what = t(`outcome.${outcome}`) + (n > 1 ? ` (${n}×)` : "");
    const where = [when, deviceName(device), address].filter(Boolean).join(" · ");
    return h(
      "li",
      {},
      BAD.includes(outcome) && icon("warn"),
      h("div", {}, h("strong", {}, what), h("p", { class: "soft small" }, where)),
    );
  }
}

// One receipt: waits until the punch is sealed, then shows it and hands it out.
import { api } from "../api.js";
import { draw, h } from "../dom.js";
import { failedNote } from "../failed-note.js";
import { icon } from "../icons.js";
import { t } from "../language.js";
import { receiptView } from "./receipt-view.js";

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
// How often a punch that is not sealed yet is asked for again by itself.
const TRIES = 6;
const WAIT_S = 5;

export class Receipt {
  constructor(element, { signal }) {
    Object.assign(this, { element, signal });
    const asked = new URLSearchParams(location.search).get("punch") ?? "";
    if (ID.test(asked)) this.load(`/api/attendance/punches/${asked}/receipt`, TRIES);
    else draw(element, h("p", {}, t("receipt.missing")));
  }

  async load(path, tries) {
    draw(this.element, h("div", { class: "waiting" }));
    try {
      this.show(await api.get(path), path);
    } catch (problem) {
      if (problem.code === "not_sealed_yet" && tries > 0) this.wait(problem, path, tries);
      else draw(this.element, failedNote(problem, () => this.load(path, TRIES)));
    }
  }

  wait({ retryAfterS }, path, tries) {
    const text = h("p", {}, t("receipt.sealing"));
    draw(this.element, h("div", { class: "note", role: "status" }, icon("working"), text));
    const again = () => this.load(path, tries - 1);
    const timer = setTimeout(again, (retryAfterS ?? WAIT_S) * 1000);
    this.signal.addEventListener("abort", () => clearTimeout(timer));
  }

  show(receipt, path) {
    const file = new Blob([JSON.stringify(receipt)], { type: "application/json" });
    const address = URL.createObjectURL(file);
    this.signal.addEventListener("abort", () => URL.revokeObjectURL(address));
    draw(this.element, receiptView(receipt, address, `${path}.png`));
  }
}

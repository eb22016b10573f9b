// My requests, newest first, each of which I may take back while it is open.
import { api } from "../api.js";
import { draw, h } from "../dom.js";
import { failedNote } from "../failed-note.js";
import { t } from "../language.js";
import { leaveNames } from "./leave-names.js";
import { requestView } from "./request-view.js";

const PATH = "/api/attendance/requests";

export class Mine {
  constructor(element, { office, signal }) {
    Object.assign(this, { element, office });
    document.addEventListener("requests", () => this.load(), { signal });
    draw(element, h("div", { class: "waiting" }));
    this.load();
  }

  async load() {
    try {
      const requests = await api.get(`${PATH}?limit=20`);
      this.names = await leaveNames();
      draw(
        this.element,
        h("h2", {}, t("requests.mine")),
        h("ul", { class: "rows" }, requests.map((request) => this.row(request))),
      );
    } catch (problem) {
      draw(this.element, failedNote(problem, () => this.load()));
    }
  }

  row(request) {
    const withdraw = () => this.withdraw(request);
    const button = { type: "button", class: "button quiet", onclick: withdraw };
    return h(
      "li",
      {},
      requestView(request, { zone: this.office.zone, names: this.names }),
      request.state === "asked" && h("button", button, t("requests.withdraw")),
    );
  }

  async withdraw({ id, version }) {
    try {
      await api.post(`${PATH}/${id}/withdrawal`, {}, version);
      await this.load();
    } catch (problem) {
      draw(this.element, failedNote(problem, () => this.load()));
    }
  }
}

// Punches of mine that came too late for their claim to count: each can be asked for as it was.
import { api } from "../api.js";
import { draw, h } from "../dom.js";
import { alertPlace, field, onSubmit, showProblem } from "../fields.js";
import { t } from "../language.js";
import { moment } from "../time.js";
import { uuidv7 } from "../uuid.js";

const HOLDS = ["asked", "approved"];

export class Late {
  constructor(element, { signal }) {
    Object.assign(this, { element, signal });
    document.addEventListener("requests", () => this.load(), { signal });
    this.load();
  }

  // Where nothing came too late, or nobody answers, there is nothing to say.
  async load() {
    const paths = ["punches", "requests"].map((list) => `/api/attendance/${list}?limit=100`);
    const [punches, mine] = await Promise.all(paths.map(api.get)).catch(() => [[], []]);
    const held = mine.filter(({ state }) => HOLDS.includes(state));
    const asked = held.map(({ correction }) => correction?.replaces);
    const late = punches.filter(({ id, claim }) => claim?.correction && !asked.includes(id));
    this.element.hidden = late.length === 0;
    draw(
      this.element,
      late.map((punch) => this.form(punch)),
    );
  }

  form({ direction, zone, claim }) {
    const id = uuidv7();
    const words = { in: t("direction.in"), out: t("direction.out") };
    const what = `${words[direction]}: ${moment(Date.parse(claim.at), zone)}`;
    const form = h(
      "form",
      { class: "form", novalidate: true, "aria-label": what },
      h("strong", {}, what),
      alertPlace(),
      field(t("requests.reason"), h("input", { name: "/reason", maxlength: 1000, required: true })),
      h("button", { type: "submit", class: "button" }, t("requests.correction")),
    );
    const { correction } = claim;
    onSubmit(form, this.signal, async ({ reason }) => {
      const body = { kind: "correction", reason, correction };
      try {
        await api.put(`/api/attendance/requests/${id}`, body);
        document.dispatchEvent(new Event("requests"));
      } catch (problem) {
        showProblem(form, problem);
      }
    });
    return form;
  }
}

// Where I am signed in, each with a button that ends it.
import { api } from "../api.js";
import { deviceName } from "../devices.js";
import { draw, h, say } from "../dom.js";
import { icon } from "../icons.js";
import { t } from "../language.js";
import { moment } from "../time.js";

const PATH = "/api/people/sessions";

export class SessionList {
  constructor(element, { office }) {
    Object.assign(this, { element, office });
    this.load();
  }

  async load() {
    draw(this.element, h("div", { class: "waiting" }));
    await this.attempt(async () => this.show(await api.get(PATH)));
  }

  show(sessions) {
    const others = sessions.filter((session) => !session.is_current);
    const all = () => this.end(PATH);
    draw(
      this.element,
      h("ul", { class: "rows" }, sessions.map((session) => this.row(session))),
      others.length > 1 &&
        h("button", { type: "button", class: "button quiet", onclick: all }, t("account.end_all")),
    );
  }

  row({ id, device, way_in: wayIn, refreshed_at: refreshedAt, is_current: isCurrent }) {
    const used = t("account.last_used", { at: moment(Date.parse(refreshedAt), this.office.zone) });
    const when = `${t(`way_in.${wayIn}`)} · ${used}`;
    const name = deviceName(device);
    const end = () => this.end(`${PATH}/${id}`);
    const label = t("account.end_named", { device: name });
    const button = { type: "button", class: "button quiet", "aria-label": label, onclick: end };
    return h(
      "li",
      {},
      h("div", {}, h("strong", {}, name), h("p", { class: "soft small" }, when)),
      isCurrent
        ? h("span", { class: "small" }, t("account.this_device"))
        : h("button", button, t("account.end")),
    );
  }

  async end(path) {
    await this.attempt(async () => {
      await api.remove(path);
      await this.load();
      say(t("account.ended"));
    });
  }

  async attempt(work) {
    try {
      await work();
    } catch (problem) {
      const again = () => this.load();
      const button = { type: "button", class: "button quiet", onclick: again };
      const words = h("div", {}, h("p", {}, problem.message), h("button", button, t("retry")));
      draw(this.element, h("div", { class: "note bad", role: "alert" }, icon("warn"), words));
    }
  }
}

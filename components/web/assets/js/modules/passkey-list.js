// My passkeys, each with a button that removes it.
import { api } from "../api.js";
import { draw, h, say } from "../dom.js";
import { failedNote } from "../failed-note.js";
import { t } from "../language.js";
import { moment } from "../time.js";

const PATH = "/api/people/me/passkeys";

export class PasskeyList {
  constructor(element, context) {
    Object.assign(this, { element, office: context.office });
    // The form that adds one has it shown here.
    context.passkeyList = this;
    this.load();
  }

  async load() {
    draw(this.element, h("div", { class: "waiting" }));
    await this.attempt(async () => this.show(await api.get(PATH)));
  }

  show(passkeys) {
    const rows = passkeys.map((passkey) => this.row(passkey));
    const none = h("p", { class: "soft" }, t("passkeys.none"));
    draw(this.element, rows.length > 0 ? h("ul", { class: "rows" }, rows) : none);
  }

  row({ id, name, created_at: createdAt, used_at: usedAt }) {
    const time = (at) => ({ at: moment(Date.parse(at), this.office.zone) });
    const made = t("passkeys.made", time(createdAt));
    const used = usedAt && t("account.last_used", time(usedAt));
    const label = t("passkeys.remove_named", { name });
    const remove = () => this.remove(id);
    const button = { type: "button", class: "button quiet", "aria-label": label, onclick: remove };
    const when = [made, used].filter(Boolean).join(" · ");
    return h(
      "li",
      {},
      h("div", {}, h("strong", {}, name), h("p", { class: "soft small" }, when)),
      h("button", button, t("passkeys.remove")),
    );
  }

  async remove(id) {
    await this.attempt(async () => {
      await api.remove(`${PATH}/${id}`);
      await this.load();
      this.element.append(h("p", { class: "small" }, t("passkeys.removed")));
      say(t("passkeys.removed"));
    });
  }

  async attempt(work) {
    try {
      await work();
    } catch (problem) {
      draw(this.element, failedNote(problem, () => this.load()));
    }
  }
}

// Shows a person's record, and helps them to sign in again.
import { api } from "../api.js";
import { copyField } from "./copy-field.js";
import { draw, h } from "../dom.js";
import { failedNote } from "../failed-note.js";
import { t } from "../language.js";
import { PersonAct } from "./person-act.js";
import { recordLines } from "./person-record.js";
import { RecordForm } from "./record-form.js";
import { moment } from "../time.js";

export class Person {
  constructor(element, { office, signal }) {
    Object.assign(this, { element, office, signal });
    const id = new URLSearchParams(location.search).get("id") ?? "";
    this.path = `/api/people/people/${encodeURIComponent(id)}`;
    this.cardPath = `/api/people/directory/${encodeURIComponent(id)}`;
    this.load();
  }

  async load() {
    draw(this.element, h("div", { class: "waiting" }));
    try {
      const found = await api.versioned(this.path);
      const card = await api.get(this.cardPath).catch(unlessMissing);
      this.show(found, card);
    } catch (problem) {
      draw(this.element, failedNote(problem, () => this.load()));
    }
  }

  show(found, card) {
    const { item: record } = found;
    const how = { signal: this.signal, done: () => this.load() };
    draw(
      this.element,
      h(
        "section",
        { class: "card form", "aria-labelledby": "record" },
        h("h2", { id: "record" }, record.full_name),
        recordLines(record, card),
        new RecordForm(found, this.path, how).element,
      ),
      h(
        "section",
        { class: "card form", "aria-labelledby": "way-in" },
        h("h2", { id: "way-in" }, t("person.way_in")),
        this.help(record),
      ),
    );
  }

  // The same rules as the office's: it would refuse the rest.
  help(record) {
    const { me } = this.office;
    const administrator = (person) => person.roles.includes("administrator");
    if (record.id === me.id) {
      return h("p", {}, t("person.oneself"), " ", h("a", { href: "/account" }, t("account.title")));
    }
    if (administrator(record) && !administrator(me)) return h("p", {}, t("person.administrator"));
    return h("ul", { class: "rows" }, this.acts(record.full_name));
  }

  acts(whom) {
    const none = (name) => (problem) => (problem.status === 404 ? t(`person.${name}.none`) : null);
    const remove = (name, what) => ({ work: () => this.remove(what), explain: none(name) });
    const acts = {
      link: { work: async () => this.link(await api.post(`${this.path}/password-link`)) },
      sign_out: { work: () => this.remove("sessions") },
      factor: remove("factor", "totp"),
      passkeys: remove("passkeys", "passkeys"),
      accounts: remove("accounts", "provider-links"),
    };
    return Object.entries(acts).map(([name, act]) => new PersonAct(name, whom, act).element);
  }

  async remove(what) {
    await api.remove(`${this.path}/${what}`);
  }

  link({ token, expires_at: expiresAt }) {
    const address = `${location.origin}/reset#${token}`;
    const until = t("person.link.until", { at: moment(Date.parse(expiresAt), this.office.zone) });
    return h("div", { class: "form" }, copyField(t("person.link"), address), h("p", {}, until));
  }
}

// Who does not work here any more has a record, but is not in the directory.
function unlessMissing(problem) {
  if (problem.status === 404) return null;
  throw problem;
}

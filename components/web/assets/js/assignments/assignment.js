// The whole of one assignment: loads it, and draws it anew after each act.
import { api } from "../api.js";
import { draw, h, say } from "../dom.js";
import { failedNote } from "../failed-note.js";
import { t } from "../language.js";
import { Acting, reason } from "../work/acting.js";
import { namesOf } from "../work/names.js";
import { Change } from "./change.js";
import { chainView, factsView } from "./facts.js";
import { history } from "./history.js";
import { partsView } from "./parts.js";

const OPEN = ["draft", "assigned", "declined", "accepted", "in_progress", "submitted", "returned"];

export class Assignment {
  constructor(element, { office, signal }) {
    Object.assign(this, { element, office, signal });
    this.path = `/api/assignments/assignments/${encodeURIComponent(element.dataset.id)}`;
    draw(element, h("div", { class: "waiting" }));
    this.load();
  }

  async load() {
    try {
      await this.show(await api.get(this.path));
    } catch (problem) {
      draw(this.element, failedNote(problem, () => this.load()));
    }
  }

  async show(whole) {
    const ids = [whole.given_by, ...whole.watchers];
    const parts = whole.parts.flatMap((part) => [part.person_id, part.changed_by]);
    this.names = await namesOf([...ids, ...parts, ...whole.chain.map((link) => link.given_by)]);
    this.whole = whole;
    draw(
      this.element,
      h("section", { class: "card form" }, chainView(whole), factsView(whole, this)),
      h("section", { class: "card form" }, partsView(whole, this), history(whole, this.office)),
      this.forward(whole),
      whole.may_change && this.managing(whole),
    );
    const detail = { whole, names: this.names };
    document.dispatchEvent(new CustomEvent("assignment", { detail }));
  }

  // Who has a part hands work on below it.
  forward({ id, parts, state }) {
    const isMine = parts.some((part) => part.person_id === this.office.me.id);
    if (!isMine || !OPEN.includes(state)) return null;
    return h("p", { class: "way" }, h("a", { href: `/assign?parent=${id}` }, t("assign.forward")));
  }

  managing(whole) {
    if (!OPEN.includes(whole.state)) return null;
    const asks = () => reason("/note");
    const acts = [{ name: "cancel", label: t("assignment.cancel"), asks }];
    if (whole.state === "draft") {
      acts.unshift({ name: "assign", label: t("work.act.assign"), primary: true });
    }
    const acting = new Acting(acts, {
      signal: this.signal,
      about: whole.title,
      perform: (act, body) => this.act({ act, ...body }),
      changed: (current) => {
        this.whole = current;
        return t("work.now", { state: t(`work.state.${current.state}`) });
      },
    });
    const change = new Change(whole, this);
    return h("section", { class: "card form" }, change.element, acting.element);
  }

  // Of all parts at once.
  async act(body) {
    const done = await api.post(`${this.path}/acts`, body, this.whole.version);
    say(t(`work.state.${done.state}`));
    await this.show(done);
  }

  // Of one part; what became of the whole is asked anew.
  async actOn({ id, version }, body) {
    await api.post(`/api/assignments/parts/${id}/acts`, body, version);
    await this.show(await api.get(this.path));
    say(t(`work.state.${this.whole.state}`));
  }
}

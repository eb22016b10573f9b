// Punches that look odd and that nobody has looked at: noted or dismissed, with a word why.
import { api } from "../api.js";
import { draw, h, say } from "../dom.js";
import { t } from "../language.js";
import { seesEverybody } from "../roles.js";
import { dayInWords } from "../time.js";
import { Acting, reason } from "../work/acting.js";
import { ledUnits } from "../work/leads.js";
import { List } from "../work/list.js";
import { namesOf } from "../work/names.js";

const PATH = "/api/attendance/evidence";
const NOTE_MAX = 500;
const ACTS = ["noted", "dismissed"];

export class EvidenceQueue {
  constructor(element, { office, signal }) {
    Object.assign(this, { element, office, signal });
    this.load();
  }

  async load() {
    const { me } = this.office;
    const led = await ledUnits(me.id).catch(() => []);
    const of = seesEverybody(me) ? "all" : "team";
    if (of === "team" && led.length === 0) return;
    this.mayReview = led.length > 0 || me.roles.includes("personnel");
    this.element.hidden = false;
    const content = h("div");
    const about = h("p", { class: "soft small" }, t("evidence.about"));
    draw(this.element, h("h2", {}, t("evidence.title")), about, content);
    const path = `${PATH}?of=${of}&state=open&limit=20`;
    const view = (those) => this.rows(those);
    this.list = new List(content, { path, view, none: t("evidence.none") });
    this.list.load();
  }

  async rows(those) {
    const names = await namesOf(those.map((one) => one.person_id));
    return those.map((one) => this.row(one, names.get(one.person_id)));
  }

  row(one, name) {
    const isOwn = one.person_id === this.office.me.id;
    const acts = ACTS.map((act) => ({
      name: act,
      label: t(`evidence.${act}`),
      asks: () => reason("/note", NOTE_MAX),
    }));
    const acting = new Acting(acts, {
      signal: this.signal,
      about: `${one.text} ${name}`,
      perform: async (state, { note }) => {
        await api.post(`${PATH}/${one.id}/review`, { state, note: note ?? "" }, one.version);
        say(t(`evidence.done.${state}`));
        this.list.drop(item);
      },
      changed: () => null,
    });
    const item = h(
      "li",
      { class: "part" },
      h("p", {}, h("strong", {}, name), h("br"), dayInWords(one.day)),
      h("p", { class: "small" }, one.text),
      this.mayReview && !isOwn && acting.element,
    );
    return item;
  }
}

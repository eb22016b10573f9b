// What my people did and nobody has looked at: acknowledged or returned, one by one.
import { api } from "../api.js";
import { draw, h, say } from "../dom.js";
import { t } from "../language.js";
import { activityView } from "../activities/activity-view.js";
import { dayInWords } from "../time.js";
import { Acting, reason } from "../work/acting.js";
import { ledUnits } from "../work/leads.js";
import { List } from "../work/list.js";
import { namesOf } from "../work/names.js";

const PATH = "/api/activities/activities";
const COMMENT_MAX = 4000;

export class ActivityQueue {
  constructor(element, { office, signal }) {
    Object.assign(this, { element, office, signal });
    this.load();
  }

  // Who leads nobody needs no word about it.
  async load() {
    const led = await ledUnits(this.office.me.id).catch(() => []);
    if (led.length === 0) return;
    this.element.hidden = false;
    const content = h("div");
    draw(this.element, h("h2", {}, t("team.activities")), content);
    const view = (those) => this.rows(those);
    const path = `${PATH}?of=team&state=logged&limit=20`;
    this.list = new List(content, { path, view, none: t("team.activities.none") });
    this.list.load();
  }

  async rows(those) {
    const names = await namesOf(those.map((one) => one.person_id));
    return those.map((one) => this.row(one, names.get(one.person_id)));
  }

  row(one, name) {
    const asks = () => reason("/comment", COMMENT_MAX);
    const acts = [
      { name: "acknowledged", label: t("team.acknowledge"), primary: true },
      { name: "returned", label: t("work.act.return"), asks },
    ];
    let { version } = one;
    const acting = new Acting(acts, {
      signal: this.signal,
      about: `${one.title}, ${name}`,
      perform: async (outcome, { comment = null }) => {
        await api.post(`${PATH}/${one.id}/review`, { outcome, comment }, version);
        say(t(`activity.state.${outcome}`));
        this.list.drop(item);
      },
      changed: (current) => {
        version = current.version;
        return t("work.now", { state: t(`activity.state.${current.state}`) });
      },
    });
    const head = h("p", {}, h("strong", {}, name), h("br"), dayInWords(one.day));
    const view = activityView(one, this.office, this.signal);
    const item = h("li", { class: "part" }, head, view, acting.element);
    return item;
  }
}

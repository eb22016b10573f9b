// One day of mine: what was done, how long it took, and what can be done with each.
import { api } from "../api.js";
import { dayNav } from "../day-nav.js";
import { draw, h, say } from "../dom.js";
import { failedNote } from "../failed-note.js";
import { t } from "../language.js";
import { duration } from "../time.js";
import { askedDay } from "../work/asked-day.js";
import { instantOfBoth } from "../work/instant.js";
import { nothing } from "../work/list.js";
import { activityView } from "./activity-view.js";
import { actsOn } from "./acts.js";

const PATH = "/api/activities/activities";
const PATHS = { pause: "pause", resume: "resumption", finish: "completion" };

export class MyDay {
  #drawing = new AbortController();

  constructor(element, { office, signal }) {
    Object.assign(this, { office, signal });
    Object.assign(this, askedDay(office));
    this.content = h("div", { class: "form" });
    const nav = dayNav(this.day, this.today, (day) => `/activities?date=${day}`);
    draw(element, nav, this.content);
    draw(this.content, h("div", { class: "waiting" }));
    document.addEventListener("activities", () => this.load(), { signal });
    signal.addEventListener("abort", () => this.#drawing.abort());
    this.load();
  }

  async load() {
    try {
      this.show(await api.get(`/api/activities/days/${this.day}`));
    } catch (problem) {
      draw(this.content, failedNote(problem, () => this.load()));
    }
  }

  show({ activities, totals, lock }) {
    this.#drawing.abort();
    this.#drawing = new AbortController();
    const shown = activities.filter(({ state }) => state !== "withdrawn");
    const list = h("ul", { class: "rows" }, shown.map((one) => this.row(one, lock)));
    draw(
      this.content,
      lock !== "open" && h("p", { class: "note" }, t(`activities.lock.${lock}`)),
      h("p", { class: "figures" }, h("strong", {}, duration(totals.minutes * 60))),
      h("div", { class: "card" }, shown.length > 0 ? list : nothing(t("activities.none"))),
    );
    document.dispatchEvent(new CustomEvent("activity-lock", { detail: lock }));
  }

  row(one, lock) {
    const { signal } = this.#drawing;
    const acting = actsOn(one, lock, this.office, {
      signal,
      about: one.title,
      perform: (act, body) => this.act(one, act, body),
      changed: (current) => {
        one.version = current.version;
        return t("work.now", { state: t(`activity.state.${current.state}`) });
      },
    });
    return h("li", { class: "part" }, activityView(one, this.office, signal), acting);
  }

  async act(one, act, body) {
    if (act === "change") {
      return document.dispatchEvent(new CustomEvent("activity-change", { detail: one }));
    }
    const path = `${PATH}/${one.id}`;
    if (act === "withdraw") await api.remove(path, undefined, one.version);
    else await api.post(`${path}/${PATHS[act]}`, this.bodyOf(act, body), one.version);
    say(t(`activity.done.${act}`));
    document.dispatchEvent(new Event("activities"));
  }

  bodyOf(act, { at }) {
    return act === "finish" && at ? { at: instantOfBoth(at, this.office.zone) } : {};
  }
}

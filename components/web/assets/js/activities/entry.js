// Entering what was done, starting its clock, or changing what is there.
import { api } from "../api.js";
import { draw, h, say } from "../dom.js";
import { alertPlace, onSubmit, showProblem } from "../fields.js";
import { attachField } from "../files/attach.js";
import { t } from "../language.js";
import { uuidv7 } from "../uuid.js";
import { askedDay } from "../work/asked-day.js";
import { onceAtATime } from "../work/busy.js";
import { Draft } from "../work/draft.js";
import { meanwhile } from "../work/meanwhile.js";
import { bodyOfEntry } from "./body.js";
import { entryFields, titleField } from "./fields.js";

const PATH = "/api/activities/activities";

export class Entry {
  constructor(element, { office, signal }) {
    Object.assign(this, { element, office, signal, ...askedDay(office) });
    const change = ({ detail }) => this.draw(detail).querySelector("input").focus();
    document.addEventListener("activity-change", change, { signal });
    const lock = ({ detail }) => (this.element.hidden = detail === "locked");
    document.addEventListener("activity-lock", lock, { signal });
    this.assignments = api.get("/api/assignments/assignments?of=mine&limit=50").catch(() => []);
    this.draw();
  }

  // Of one that is there, or of a new one.
  draw(one = null) {
    this.one = one;
    // The same send again must be the same activity, until it arrived.
    this.id = one?.id ?? uuidv7();
    this.theirs = h("div");
    this.uploads = [...(one?.uploads ?? [])];
    const attach = attachField(this, t("files.choose"), ({ id }) => this.uploads.push(id));
    const isToday = this.day === this.today;
    const isOpen = ["running", "paused"].includes(one?.state);
    const title = one ? t("activities.change") : t(isToday ? "activities.new" : "activities.later");
    const more = h("div", { class: "form" }, isOpen ? null : entryFields(one, this));
    this.form = h(
      "form",
      { class: "form", novalidate: true, "aria-labelledby": "entry" },
      alertPlace(),
      this.theirs,
      titleField(one),
      more,
      isOpen ? null : attach,
      h(
        "div",
        { class: "row" },
        h("button", { type: "submit", class: "button" }, t("work.save")),
        !one && isToday && this.button("activities.start", onceAtATime(() => this.start())),
        one && this.button("work.back", () => this.draw()),
      ),
    );
    onSubmit(this.form, this.signal, (body) => this.save(body));
    draw(this.element, h("h2", { id: "entry" }, title), this.form);
    // What is changed is there already: only what is new would be lost.
    this.draft = one ? null : new Draft(this.form, `activity.${this.day}`, this);
    return this.form;
  }

  button(words, onclick) {
    return h("button", { type: "button", class: "button quiet", onclick }, t(words));
  }

  save(body) {
    return this.send(bodyOfEntry(body, this));
  }

  // A clock that runs from now on needs a title and nothing else.
  start() {
    const { value } = this.form.querySelector("[name='/title']");
    return this.send({ title: value, live: true, zone: this.office.zone });
  }

  async send(body) {
    try {
      await api.put(`${PATH}/${this.id}`, body, this.one?.version);
      this.draft?.forget();
      this.draw();
      say(t("work.saved"));
      document.dispatchEvent(new Event("activities"));
    } catch (problem) {
      if (problem.current) this.meanwhile(problem.current);
      else if (!this.one && !problem.passes) this.id = uuidv7();
      showProblem(this.form, problem);
    }
  }

  meanwhile(current) {
    this.one = { ...this.one, version: current.version };
    draw(this.theirs, meanwhile(current.title, current.text, t(`activity.state.${current.state}`)));
  }
}

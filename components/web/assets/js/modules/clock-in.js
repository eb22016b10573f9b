// The big button and what stands round it.
import { dial } from "../dial.js";
import { draw, h, say } from "../dom.js";
import { icon } from "../icons.js";
import { t } from "../language.js";
import { stateLines } from "../state-lines.js";
import { clockWithZone } from "../time.js";
import { everyMinute } from "../clockwork.js";
import { rememberWorkMode } from "../work-modes.js";

// After a tap the button rests, or the second tap of a nervous finger would clock out, in ms.
const REST_MS = 1_500;

export class ClockIn {
  constructor(form, context) {
    Object.assign(this, { form, context, office: context.office, resting: false, sending: false });
    this.button = form.querySelector(".punch-button");
    this.other = form.querySelector(".other-direction");
    this.face = form.querySelector(".dial-place");
    this.state = form.querySelector(".state");
    form.addEventListener("submit", (event) => this.tap(event));
    form.addEventListener("change", (event) => this.choose(event.target));
    this.office.addEventListener("change", () => this.show(), { signal: context.signal });
    everyMinute(
      () => this.office.now(),
      context.signal,
      () => this.show(),
    );
  }

  async tap(event) {
    event.preventDefault();
    if (this.resting || this.sending) return;
    this.rest();
    this.sending = true;
    const direction = event.submitter?.value || this.direction();
    const fields = new FormData(this.form);
    const workMode = fields.get("work_mode");
    const position = this.context.position?.at(Date.now()) ?? null;
    const note = fields.get("note").trim();
    rememberWorkMode(workMode);
    this.form.elements.note.value = "";
    this.context.position?.forget();
    const outcome = await this.office.punch(direction, { workMode, note, position });
    Object.assign(this, { sending: false, chosen: false });
    this.show();
    const time = clockWithZone(this.office.now(), this.office.zone);
    // A refusal is said by the notes.
    if (outcome === "sent") say(t(`said.${direction}`, { time }));
    if (outcome === "kept") say(t("said.kept"));
  }

  choose({ name }) {
    if (name === "work_mode") this.chosen = true;
    this.show();
  }

  rest() {
    this.resting = true;
    setTimeout(() => {
      this.resting = false;
      this.show();
    }, REST_MS);
  }

  direction() {
    return this.office.standing().state === "in" ? "out" : "in";
  }

  show() {
    const standing = this.office.standing();
    const going = standing.state === "in";
    // Whoever came in on another device goes from where they came, unless they say otherwise.
    if (going && !this.chosen) this.form.elements.work_mode.value = standing.workMode;
    this.button.classList.toggle("going", going);
    this.button.setAttribute("aria-busy", String(this.sending));
    this.button.setAttribute("aria-disabled", String(this.sending || this.resting));
    const word = this.sending ? t("button.sending") : t(going ? "direction.out" : "direction.in");
    // What will be recorded stands on the button itself: the mode below it is easily overlooked.
    const mode = t(`mode.${this.form.elements.work_mode.value}`).toLocaleLowerCase();
    const from = h("span", {}, t("button.from", { mode }));
    draw(this.button, icon(going ? "out" : "in", 28), h("b", {}, word), " ", from);
    // Nobody is held to what the page believes, such as after a forgotten clock-out.
    this.other.value = going ? "in" : "out";
    draw(this.other, t(`button.other.${this.other.value}`));
    draw(this.face, dial(standing, this.office.now(), this.office.zone));
    draw(this.state, stateLines(this.office, standing));
  }
}

// The place of a punch: asked for only while the person ticks the box, and never waited for.
// The device tells anew while the box is ticked, so that a tap sends a fresh place at once.
import { draw, h } from "../dom.js";
import { t } from "../language.js";

const OPTIONS = { enableHighAccuracy: true, timeout: 30_000, maximumAge: 0 };
// A larger radius, as devices without GPS may tell, says nothing about a place, in m.
const ACCURACY_MAX_M = 100_000;
// How often the shown age grows, in ms.
const AGE_STEP_MS = 5_000;

export class Position {
  constructor(element, context) {
    this.box = element.querySelector("input");
    this.text = element.querySelector("[role=status]");
    this.fix = null;
    context.position = this;
    this.box.addEventListener("change", () => (this.box.checked ? this.ask() : this.forget()));
    context.signal.addEventListener("abort", () => this.forget());
  }

  ask() {
    if (!navigator.geolocation) return this.say(t("position.unavailable"));
    this.say(t("position.asking"));
    this.watch = navigator.geolocation.watchPosition(
      (fix) => this.found(fix),
      (fault) => this.failed(fault),
      OPTIONS,
    );
    this.timer = setInterval(() => this.fix && this.show(), AGE_STEP_MS);
  }

  // Unticks the box and drops the place: the next punch asks again.
  forget() {
    if (this.watch !== undefined) navigator.geolocation.clearWatch(this.watch);
    clearInterval(this.timer);
    Object.assign(this, { watch: undefined, fix: null });
    this.box.checked = false;
    this.say("");
  }

  // What goes with a punch at this moment; null when nothing is known.
  at(ms) {
    if (!this.box.checked || !this.fix) return null;
    const { latitude, longitude, accuracy } = this.fix.coords;
    return {
      latitude: Number(latitude.toFixed(6)),
      longitude: Number(longitude.toFixed(6)),
      accuracy_m: Math.round(accuracy * 10) / 10,
      age_s: Math.max(0, Math.round((ms - this.fix.timestamp) / 1000)),
    };
  }

  found(fix) {
    if (fix.coords.accuracy > ACCURACY_MAX_M) return;
    this.fix = fix;
    this.show();
  }

  failed(fault) {
    if (this.fix) return;
    const denied = fault.code === fault.PERMISSION_DENIED;
    this.say(t(denied ? "position.denied" : "position.failed"));
  }

  show() {
    const { accuracy_m: m, age_s: s } = this.at(Date.now()) ?? {};
    this.say(t("position.found", { m: Math.round(m), s }));
  }

  say(text) {
    draw(this.text, text && h("span", {}, text));
  }
}

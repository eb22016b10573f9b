// The sheet behind the initial: who is signed in, and the way out.
import { api } from "../api.js";
import { draw, h } from "../dom.js";
import { icon } from "../icons.js";
import { tn } from "../language.js";
import { tellSignOut } from "../session.js";

export class AccountMenu {
  constructor(element, { office, signal }) {
    Object.assign(this, { element, office });
    this.fault = element.querySelector("[role=alert]");
    element.querySelector("button").addEventListener("click", () => this.signOut());
    element.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
    const elsewhere = (event) => element.contains(event.target) || (element.open = false);
    document.addEventListener("click", elsewhere, { signal });
    element.addEventListener("toggle", () => this.tellUnsent());
  }

  // Who leaves a shared phone should know what stays on it.
  tellUnsent() {
    const place = this.element.querySelector("[data-unsent]");
    const { length } = this.office.outbox.waiting;
    place.hidden = length === 0;
    draw(place, tn("header.unsent", length));
  }

  close() {
    this.element.open = false;
    this.element.querySelector("summary").focus();
  }

  async signOut() {
    try {
      await api.remove("/api/people/sessions/current");
      tellSignOut();
      location.replace("/sign-in");
    } catch (problem) {
      // The cookies are the server's to clear: without it nobody is signed out.
      this.fault.hidden = false;
      draw(this.fault, icon("warn", 18), h("span", {}, problem.message));
    }
  }
}

// Signs in by a passkey: by the button, or out of the list of the username's field.
import { api } from "../api.js";
import { clearProblem, sayProblem } from "../fields.js";
import { wanted } from "../session.js";
import { fieldsOfferPasskeys, passkeysWork, passkeyWords, showPasskey } from "../webauthn.js";

// A challenge is good for five minutes, and nobody knows when the field is tapped, in ms.
const FRESH_MS = 4 * 60_000;

export class PasskeySignIn {
  constructor(element, { signal }) {
    if (!passkeysWork()) return;
    this.element = element;
    this.button = element.querySelector("button");
    this.button.addEventListener("click", () => this.ask(), { signal });
    signal.addEventListener("abort", () => this.stop());
    element.hidden = false;
    this.offer();
  }

  // Somebody wants to: the browser asks which passkey.
  async ask() {
    if (this.button.getAttribute("aria-busy") === "true") return;
    this.stop();
    this.button.setAttribute("aria-busy", "true");
    clearProblem(this.element);
    try {
      await this.signIn();
    } catch (problem) {
      sayProblem(this.element, passkeyWords(problem));
      this.offer();
    }
    this.button.setAttribute("aria-busy", "false");
  }

  // Nobody may want to: the field shows passkeys beside the names that the browser remembers.
  async offer() {
    if (!(await fieldsOfferPasskeys())) return;
    this.stop();
    this.timer = setTimeout(() => this.offer(), FRESH_MS);
    this.offering = new AbortController();
    const { signal } = this.offering;
    try {
      await this.signIn({ mediation: "conditional", signal });
    } catch (problem) {
      // Nobody asked for what the browser or the network could not do.
      if (problem.code && !(problem instanceof DOMException)) this.say(problem);
    }
  }

  say(problem) {
    sayProblem(this.element, passkeyWords(problem));
  }

  // A browser asks one thing at a time.
  stop() {
    clearTimeout(this.timer);
    this.offering?.abort();
  }

  async signIn(more = {}) {
    const asked = await api.open("POST", "/api/people/passkey-challenges");
    const credential = await showPasskey(asked.public_key, more);
    await api.open("POST", "/api/people/sessions/passkey", { credential, delivery: "cookie" });
    location.replace(wanted(location.search, location.origin));
  }
}

// Signs in by a passkey: by the button, or out of the list of the username's field.
import { api } from "../api.js";
import { clearProblem, sayProblem } from "../fields.js";
import { wanted } from "../session.js";
import { fieldsOfferPasskeys, passkeysWork, passkeyWords, showPasskey } from "../webauthn.js";

// A challenge is good for five minutes, and nobody knows when the field is tapped, in ms.
const FRESH_MS = 4 * 60_000;

export class PasskeySignIn {
  constructor(element, { signal, waysIn }) {
    Object.assign(this, { element, signal });
    this.button = element.querySelector("button");
    this.begin(waysIn);
  }

  async begin(promised) {
    const waysIn = await promised;
    if (!this.signal.aborted && waysIn.includes("passkey") && passkeysWork()) this.open();
  }

  open() {
    this.button.addEventListener("click", () => this.ask(), { signal: this.signal });
    this.signal.addEventListener("abort", () => this.stop());
    this.element.hidden = false;
    this.offer();
  }

  // Somebody wants to: the browser asks which passkey.
  async ask() {
    if (this.button.getAttribute("aria-busy") === "true") return;
    this.stop();
    const isIn = await this.enter(() => this.show());
    if (!isIn) this.offer();
  }

  // Nobody may want to: the field shows passkeys beside the names that the browser remembers.
  async offer() {
    this.stop();
    this.offering = new AbortController();
    const { signal } = this.offering;
    // Somebody may have pressed the button meanwhile.
    if (!(await fieldsOfferPasskeys()) || signal.aborted) return;
    this.timer = setTimeout(() => this.offer(), FRESH_MS);
    const picked = this.show({ mediation: "conditional", signal });
    // What does not come of it nobody asked for.
    const credential = await picked.catch(() => null);
    if (credential) await this.enter(() => credential);
  }

  // A browser asks one thing at a time.
  stop() {
    clearTimeout(this.timer);
    this.offering?.abort();
  }

  async show(more = {}) {
    const asked = await api.open("POST", "/api/people/passkey-challenges");
    return showPasskey(asked.public_key, more);
  }

  // Signs in by what is shown; answers whether it did.
  async enter(show) {
    this.button.setAttribute("aria-busy", "true");
    clearProblem(this.element);
    try {
      const credential = await show();
      await api.open("POST", "/api/people/sessions/passkey", { credential, delivery: "cookie" });
      location.replace(wanted(location.search, location.origin));
      return true;
    } catch (problem) {
      sayProblem(this.element, passkeyWords(problem));
      return false;
    } finally {
      this.button.setAttribute("aria-busy", "false");
    }
  }
}

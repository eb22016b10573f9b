// Punches on their way. A punch is written down here before it is sent, and leaves only when
// the server has it and the page has seen it there, or when the person removes one that was
// refused. It keeps its id, so sending it twice is one punch. Each person has an own box: a
// shared phone must never send one person's punches in the name of the next.
import { api } from "./api.js";
import { exclusively } from "./locks.js";
import { keep, kept } from "./storage.js";
import { dayOf } from "./time.js";

export class Outbox extends EventTarget {
  #key;

  constructor(personId) {
    super();
    this.#key = `ngantor.outbox.${personId}`;
    // Another tab added or delivered something.
    addEventListener("storage", (event) => event.key === this.#key && this.#changed());
  }

  // In the order of the taps: { id, punch, delivered, fault: null | { text, final } }.
  get entries() {
    return kept(this.#key, []);
  }

  // Those that were tapped on a day, each in its own zone.
  entriesOf(day) {
    const tappedOn = ({ punch }) => dayOf(Date.parse(punch.claimed_at), punch.zone);
    return this.entries.filter((entry) => tappedOn(entry) === day);
  }

  // Those that the server does not have yet and may still take.
  get waiting() {
    return this.entries.filter((entry) => !entry.delivered && !entry.fault?.final);
  }

  get refused() {
    return this.entries.filter((entry) => entry.fault?.final);
  }

  get deliveredIds() {
    return this.entries.filter((entry) => entry.delivered).map((entry) => entry.id);
  }

  fateOf(id) {
    const entry = this.entries.find((other) => other.id === id);
    if (!entry || entry.delivered) return "sent";
    return entry.fault?.final ? "refused" : "kept";
  }

  add(id, punch) {
    this.#write([...this.entries, { id, punch, delivered: false, fault: null }]);
  }

  remove(ids) {
    const rest = this.entries.filter((entry) => !ids.includes(entry.id));
    if (rest.length < this.entries.length) this.#write(rest);
  }

  // Sends what waits, oldest first, one tab at a time. Whether nothing is left waiting.
  deliver() {
    return exclusively("ngantor.outbox", async () => {
      for (const entry of this.waiting) {
        // The order of coming and going matters: what follows waits for this one.
        if (!(await this.#send(entry))) return false;
      }
      return true;
    });
  }

  // Whether the next one may go: this one arrived, or was refused for good.
  async #send({ id, punch }) {
    try {
      await api.put(`/api/attendance/punches/${id}`, punch);
      this.#change(id, { delivered: true, fault: null });
      return true;
    } catch (problem) {
      // A 401 is no answer about the punch: it goes out after the next sign-in.
      const final = !problem.passes && problem.status !== 401;
      // There is no field here to be mended, as the problem's own words would have it.
      const reasons = problem.faults.map((fault) => fault.detail).join(" ");
      this.#change(id, { fault: { text: reasons || problem.message, final } });
      return final;
    }
  }

  #change(id, change) {
    this.#write(this.entries.map((entry) => (entry.id === id ? { ...entry, ...change } : entry)));
  }

  #write(entries) {
    keep(this.#key, entries);
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

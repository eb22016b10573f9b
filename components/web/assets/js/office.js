// What the pages behind the door share: the person, today, the punches on their way, and the
// node's clock. Modules listen for "change".
import { api } from "./api.js";
import { Outbox } from "./outbox.js";
import { standing } from "./standing.js";
import { dayOf } from "./time.js";
import { uuidv7 } from "./uuid.js";

// An answer that took longer says too little about the other clock, in ms.
const SKEW_ROUND_TRIP_MS = 5_000;

export class Office extends EventTarget {
  today = null;
  problem = null;
  skewMs = 0;
  #turn = 0;

  constructor(me) {
    super();
    this.me = me;
    this.outbox = new Outbox(me.id);
    this.outbox.addEventListener("change", () => this.#changed());
  }

  get institution() {
    return this.me.institution ?? { name: "Ngantor" };
  }

  get zone() {
    return this.me.zone ?? this.institution.zone ?? "Asia/Jakarta";
  }

  // The node's time: the device's clock may be wrong, and the node's is the one that counts.
  now() {
    return Date.now() + this.skewMs;
  }

  standing() {
    return standing(this.today, this.outbox.entries, this.now());
  }

  day(date) {
    const zone = encodeURIComponent(this.zone);
    return api.get(`/api/attendance/days/${encodeURIComponent(date)}?zone=${zone}`);
  }

  // Asks for today anew. A failure leaves what was known and says why it may be old.
  async refresh() {
    const turn = ++this.#turn;
    const asked = Date.now();
    const arrived = this.outbox.deliveredIds;
    try {
      const today = await this.day("today");
      if (turn !== this.#turn) return;
      this.#setClock(asked, Date.parse(today.as_of));
      this.today = today;
      this.problem = null;
      // From here on the day itself shows them.
      this.outbox.remove(arrived);
    } catch (problem) {
      if (turn === this.#turn) this.problem = problem;
    }
    this.#changed();
  }

  // Delivers what waits, then looks at the day again; whether all went through.
  async catchUp() {
    if (!(await this.outbox.deliver())) return false;
    await this.refresh();
    return this.problem === null;
  }

  isYesterday() {
    return this.today !== null && this.today.day !== dayOf(this.now(), this.zone);
  }

  // Clocks in or out; whether the server has it. The moment of the tap is the claim, and the
  // punch is kept before it is sent.
  async punch(direction, { workMode, note, position }) {
    const tappedMs = Date.now();
    const punch = {
      direction,
      work_mode: workMode,
      zone: this.zone,
      claimed_at: new Date(tappedMs).toISOString(),
      ...(note && { note }),
      ...(position && { position }),
    };
    const id = uuidv7(tappedMs);
    this.outbox.add(id, punch);
    await this.catchUp();
    return this.outbox.entries.every((entry) => entry.id !== id || entry.delivered);
  }

  #setClock(askedMs, nodeMs) {
    const answered = Date.now();
    if (answered - askedMs > SKEW_ROUND_TRIP_MS || Number.isNaN(nodeMs)) return;
    this.skewMs = nodeMs - (askedMs + answered) / 2;
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

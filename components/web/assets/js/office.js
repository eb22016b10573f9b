// What the pages behind the door share: the person, today, the punches on their way, and the
// node's clock. Modules listen for "change".
import { api } from "./api.js";
import { deviceMark } from "./device-mark.js";
import { NodeClock } from "./node-clock.js";
import { Outbox } from "./outbox.js";
import { standing } from "./standing.js";
import { dayOf } from "./time.js";
import { uuidv7 } from "./uuid.js";

export class Office extends EventTarget {
  today = null;
  problem = null;
  clock = new NodeClock();
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

  now() {
    return this.clock.now();
  }

  standing() {
    const today = dayOf(this.now(), this.zone);
    return standing(this.today, this.outbox.entries, [today, this.now()]);
  }

  // One day of mine, by its date or as "today"; today's answer also tells the node's time.
  async day(date) {
    const zone = encodeURIComponent(this.zone);
    const asked = Date.now();
    const day = await api.get(`/api/attendance/days/${encodeURIComponent(date)}?zone=${zone}`);
    if (date === "today") this.clock.set(asked, Date.parse(day.as_of));
    return day;
  }

  // Asks for today anew. A failure leaves what was known and says why it may be old.
  async refresh() {
    const turn = ++this.#turn;
    const arrived = this.outbox.deliveredIds;
    try {
      const today = await this.day("today");
      if (turn !== this.#turn) return;
      this.today = today;
      this.problem = null;
      // From here on the day itself shows them, also one whose answer was lost on the way.
      this.outbox.remove([...arrived, ...today.punches.map((punch) => punch.id)]);
    } catch (problem) {
      if (turn === this.#turn) this.problem = problem;
    }
    this.#changed();
  }

  // Delivers what waits, then looks at the day again; whether all went through.
  async catchUp() {
    const delivered = await this.outbox.deliver();
    // With something stuck there is nothing new to see, unless nothing was seen yet.
    if (delivered || !this.today) await this.refresh();
    return delivered && this.problem === null;
  }

  isYesterday() {
    return this.today !== null && this.today.day !== dayOf(this.now(), this.zone);
  }

  // Clocks in or out; "sent", "kept" or "refused". The moment of the tap is the claim, and the
  // punch is kept before it is sent.
  async punch(direction, { workMode, note, position }) {
    const tappedMs = Date.now();
    const punch = {
      direction,
      work_mode: workMode,
      zone: this.zone,
      claimed_at: new Date(tappedMs).toISOString(),
      device: deviceMark(),
      ...(note && { note }), ...(position && { position }),
    };
    const id = uuidv7(tappedMs);
    this.outbox.add(id, punch);
    await this.catchUp();
    return this.outbox.fateOf(id);
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

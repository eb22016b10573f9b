// Keeps today true: asks again when the tab wakes up, when the network is back and when a new
// day begins, and keeps trying while something waits to be sent.
import { everyMinute } from "../clockwork.js";

const FIRST_RETRY_MS = 4_000;
const LAST_RETRY_MS = 60_000;

export class Keeper {
  constructor(_element, { office, signal }) {
    this.office = office;
    this.retryMs = FIRST_RETRY_MS;
    signal.addEventListener("abort", () => this.rest());
    const wake = () => document.visibilityState === "visible" && this.catchUp();
    document.addEventListener("visibilitychange", wake, { signal });
    addEventListener("online", () => this.catchUp(), { signal });
    office.addEventListener("change", () => this.schedule(), { signal });
    everyMinute(
      () => office.now(),
      signal,
      () => office.isYesterday() && this.catchUp(),
    );
    this.catchUp();
  }

  async catchUp() {
    this.rest();
    const done = await this.office.catchUp();
    this.retryMs = done ? FIRST_RETRY_MS : Math.min(LAST_RETRY_MS, this.retryMs * 2);
    this.schedule();
  }

  schedule() {
    const unsettled = this.office.problem || this.office.outbox.waiting.length > 0;
    if (unsettled) this.timer ??= setTimeout(() => this.catchUp(), this.retryMs);
    else this.rest();
  }

  rest() {
    clearTimeout(this.timer);
    this.timer = null;
  }
}

// The node's time in the person's zone, to the minute.
import { draw, h } from "../dom.js";
import { clock, zoneName } from "../time.js";
import { everyMinute } from "../clockwork.js";

export class LiveClock {
  constructor(element, { office, signal }) {
    const show = () => {
      const now = office.now();
      const time = h("time", { datetime: new Date(now).toISOString() }, clock(now, office.zone));
      draw(element, time, h("span", { class: "soft" }, zoneName(office.zone)));
    };
    everyMinute(() => office.now(), signal, show);
    office.addEventListener("change", show, { signal });
  }
}

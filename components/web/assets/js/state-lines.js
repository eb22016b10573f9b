// What stands below the big button: where the person stands now, and since when.
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./language.js";
import { clockWithZone, duration } from "./time.js";

const MARKS = { in: "working", out: "done", none: "none" };

export function stateLines(office, { state, sinceMs, workMode, workedS }) {
  if (!office.today && office.outbox.entries.length === 0) {
    const text = t(office.problem ? "state.unknown" : "state.asking");
    return h("p", { class: "state-line soft" }, text);
  }
  const since = sinceMs === null ? "" : clockWithZone(sinceMs, office.zone);
  const worked = t("state.worked", { worked: duration(workedS) });
  const second = state === "in" ? `${worked} · ${t(`mode.${workMode}`)}` : worked;
  return [
    h("p", { class: "state-line" }, icon(MARKS[state], 22), t(`state.${state}`, { since })),
    state !== "none" && h("p", { class: "soft figures" }, second),
  ];
}

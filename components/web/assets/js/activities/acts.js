// What I may do with an activity of mine. The office would refuse the rest; the table is that of
// docs/activities.md.
import { h } from "../dom.js";
import { t } from "../language.js";
import { dayOf } from "../time.js";
import { Acting } from "../work/acting.js";
import { bothOf } from "../work/instant.js";

const MAY = {
  running: ["finish", "pause", "change", "withdraw"],
  paused: ["resume", "finish", "change", "withdraw"],
  logged: ["change", "withdraw"],
  returned: ["change", "withdraw"],
};
const PRIMARY = ["finish", "resume"];

// null where nothing may be done.
export function actsOn(one, lock, office, how) {
  const isOpen = ["running", "paused"].includes(one.state);
  const may = lock === "locked" ? (isOpen ? ["withdraw"] : []) : (MAY[one.state] ?? []);
  if (may.length === 0) return null;
  const acts = may.map((name) => ({
    name,
    label: t(`activity.act.${name}`),
    asks: asks(name, one, office),
    primary: PRIMARY.includes(name),
  }));
  return new Acting(acts, how).element;
}

function asks(name, one, office) {
  if (name === "withdraw") return () => ({ label: t("activity.withdraw_ask") });
  return name === "finish" && isForgotten(one, office) ? () => ended(one, office) : null;
}

// Its clock runs since another day, or longer than anybody works.
function isForgotten({ state, day, warnings = [] }, office) {
  const isLong = warnings.some(({ code }) => code === "long_run");
  return state === "running" && (isLong || day !== dayOf(office.now(), office.zone));
}

// When it really ended.
function ended({ started_at: startedAt }, office) {
  const value = bothOf(startedAt, office.zone);
  const control = h("input", { type: "datetime-local", name: "/at", value, required: true });
  return { label: t("activity.ended"), control };
}

// The day that the address asks for; today where it asks for none, or for one that is to come.
import { dayOf } from "../time.js";

export function askedDay(office) {
  const today = dayOf(office.now(), office.zone);
  const asked = new URLSearchParams(location.search).get("date") ?? "";
  const isDay = /^20\d{2}-\d{2}-\d{2}$/.test(asked) && !Number.isNaN(Date.parse(asked));
  return { today, day: isDay && asked < today ? asked : today };
}

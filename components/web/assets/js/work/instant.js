// From what a field says to an instant, and back.
import { clock, dayOf, minuteOfDay } from "../time.js";

// The instant at which the clocks of a zone show a day and a time.
export function instantOf(day, time, zone) {
  const guess = Date.parse(`${day}T${time}:00Z`);
  const shown = Date.parse(`${dayOf(guess, zone)}T00:00:00Z`) + minuteOfDay(guess, zone) * 60_000;
  return new Date(2 * guess - shown).toISOString();
}

// The same of a field for both, which says 2026-11-25T16:00 or nothing.
export function instantOfBoth(value, zone) {
  return value ? instantOf(...value.split("T"), zone) : null;
}

export function bothOf(instant, zone) {
  const ms = Date.parse(instant);
  return `${dayOf(ms, zone)}T${clock(ms, zone)}`;
}

// Where a person stands now: the server's day, and on top of it the punches that are still on
// their way. Pure, so that it can be reasoned about.
import { dayOf } from "./time.js";

// The longest stretch at work; attendance holds the same (STRETCH_MAX_MIN).
const STRETCH_MAX_MS = 18 * 3_600_000;

// { state: "in" | "out" | "none", sinceMs, workMode, workedS, sessions: [[fromMs, toMs]] }
export function standing(day, entries, [today, nowMs]) {
  const sent = (day?.punches ?? []).map((punch) => ({
    direction: punch.direction,
    workMode: punch.work_mode,
    atMs: Date.parse(punch.counted_at),
  }));
  const waiting = unsentOf(entries);
  const night = waiting.filter((punch) => punch.day < today).slice(-1);
  const unsent = [
    ...night.filter((punch) => countsToday(punch, day, nowMs)),
    ...waiting.filter((punch) => punch.day === today),
  ];
  const known = {
    state: day?.state ?? "none",
    sinceMs: day?.since ? Date.parse(day.since) : null,
    workMode: day?.work_mode ?? null,
    workedS: day ? day.worked_s + runningS(day, nowMs) : 0,
    sessions: sessions([...carried(day, sent), ...sent, ...unsent], nowMs),
  };
  return unsent.reduce((now, punch) => after(now, punch, nowMs), known);
}

// One from before midnight counts where somebody is at work since, or was until then; not where
// the server knows of something later.
function countsToday({ direction, atMs }, day, nowMs) {
  const isNewest = !day?.since || atMs > Date.parse(day.since);
  return isNewest && nowMs - atMs <= STRETCH_MAX_MS && (direction === "in" || day?.state === "in");
}

function unsentOf(entries) {
  return entries
    .filter((entry) => !entry.fault?.final)
    .map(({ punch }) => ({
      direction: punch.direction,
      workMode: punch.work_mode,
      day: dayOf(Date.parse(punch.claimed_at), punch.zone),
      atMs: Date.parse(punch.claimed_at),
    }));
}

// Who came before midnight and is at work since: that punch is not in the list of today.
function carried(day, sent) {
  const atMs = day?.state === "in" ? Date.parse(day.since) : NaN;
  return sent.some((punch) => punch.atMs <= atMs) || Number.isNaN(atMs)
    ? []
    : [{ direction: "in", atMs }];
}

// What has been worked since the server counted.
function runningS(day, untilMs) {
  return day.state === "in" ? Math.max(0, (untilMs - Date.parse(day.as_of)) / 1000) : 0;
}

function after(before, punch, nowMs) {
  const restS = Math.max(0, (nowMs - punch.atMs) / 1000);
  let workedS = before.workedS;
  if (punch.direction === "in" && before.state !== "in") workedS += restS;
  if (punch.direction === "out" && before.state === "in") workedS -= Math.min(restS, workedS);
  return {
    ...before,
    state: punch.direction,
    sinceMs: punch.atMs,
    workMode: punch.workMode,
    workedS,
  };
}

// Pairs of coming and going; the last one is open until now.
function sessions(punches, nowMs) {
  const pairs = [];
  let from = null;
  for (const { direction, atMs } of punches) {
    if (direction === "in") from ??= atMs;
    else if (from !== null) {
      pairs.push([from, atMs]);
      from = null;
    }
  }
  if (from !== null) pairs.push([from, Math.max(from, nowMs)]);
  return pairs;
}

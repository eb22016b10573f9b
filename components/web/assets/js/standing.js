// Where a person stands now: the server's day, and on top of it the punches that are still on
// their way. Pure, so that it can be reasoned about.

// { state: "in" | "out" | "none", sinceMs, workMode, workedS, sessions: [[fromMs, toMs]] }
export function standing(day, entries, nowMs) {
  const sent = (day?.punches ?? []).map((punch) => ({
    direction: punch.direction,
    workMode: punch.work_mode,
    atMs: Date.parse(punch.counted_at),
  }));
  const unsent = entries
    .filter((entry) => !entry.fault?.final)
    .map(({ punch }) => ({
      direction: punch.direction,
      workMode: punch.work_mode,
      atMs: Date.parse(punch.claimed_at),
    }));
  const known = {
    state: day?.state ?? "none",
    sinceMs: day?.since ? Date.parse(day.since) : null,
    workMode: day?.work_mode ?? null,
    workedS: day ? day.worked_s + runningS(day, nowMs) : 0,
    sessions: sessions([...sent, ...unsent], nowMs),
  };
  return unsent.reduce((now, punch) => after(now, punch, nowMs), known);
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

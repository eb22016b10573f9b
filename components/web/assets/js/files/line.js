// What the line carries: how long the next part is, how long to wait for the line.

const PART_MIN = 32 * 1024;
const PART_MAX = 8 * 1024 * 1024;
// A part should take this long: short enough to lose little, long enough to fill the line.
const AIM_MS = 4_000;
// How long to wait after one failure, two, and so on.
export const PAUSES_MS = [1_000, 2_000, 5_000, 10_000, 30_000];

// In bytes, after one that took its time; one that broke off took for ever. Twice as much at most:
// one quick part says little.
export function nextPart(bytes, tookMs) {
  const fits = (bytes * AIM_MS) / Math.max(1, tookMs);
  const near = Math.min(bytes * 2, Math.max(bytes / 4, fits));
  return Math.round(Math.min(PART_MAX, Math.max(PART_MIN, near)));
}

// As tus writes what it tells of a file.
export function metadataOf(known) {
  const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
  const pairs = Object.entries(known).filter(([, value]) => value);
  return pairs.map(([name, value]) => `${name} ${base64(value)}`).join(",");
}

// Until the time is over, the line is back, or nobody wants to go on.
export function pause(ms, signal) {
  return new Promise((done) => {
    const timer = setTimeout(done, ms);
    addEventListener("online", done, { once: true });
    signal.addEventListener("abort", done, { once: true });
    signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
  });
}

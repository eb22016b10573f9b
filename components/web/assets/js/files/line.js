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

// What tus tells of a file, as it writes it. One is the first version of a document, unless it is
// said of which it is the next.
export function toldOf({ file, id, documentId }) {
  const document = { document_id: documentId ?? id };
  const known = { filename: file.name, filetype: file.type, id, ...document };
  const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
  const pairs = Object.entries(known).filter(([, value]) => value);
  const metadata = pairs.map(([name, value]) => `${name} ${base64(value)}`).join(",");
  return { "upload-length": String(file.size), "upload-metadata": metadata };
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

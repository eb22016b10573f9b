// The file of an import on its way, part by part. Files that were chosen are kept for as long as
// the page is open: drawn again in another language, it goes on.
import { api } from "../api.js";

// Small enough for a slow line to take one within its minute, in bytes.
const PART_BYTES = 128 * 1024;

// By the path of the import.
const chosen = new Map();

export function keepFile(path, file) {
  chosen.set(path, file);
}

export function hasFile(path) {
  return chosen.has(path);
}

// Sends what follows the parts that arrived.
export function sendNext(path, found) {
  return send(path, chosen.get(path), found.n_parts + 1);
}

// After a reload the browser has let go of the file. The last part that arrived is sent again: the
// server tells whether it is the same file.
export async function sendAgain(path, found, file) {
  const next = await send(path, file, Math.max(1, found.n_parts));
  keepFile(path, file);
  return next;
}

function send(path, file, n) {
  const part = file.slice((n - 1) * PART_BYTES, n * PART_BYTES);
  return api.put(`${path}/parts/${n}`, part);
}

// Which upload belongs to a file that was not sent to its end, on this device: a file that has the
// same name, length and last change is the same one. Each person has their own.
import { keep, kept } from "../storage.js";
import { uuidv7 } from "../uuid.js";

// So many are remembered: of older ones the office has let go.
const KEPT_MAX = 50;

export function keptId(personId, file, documentId) {
  return kept(keyOf(personId), {})[mark(file, documentId)] ?? uuidv7();
}

// Without an id it is forgotten.
export function keepId(personId, file, documentId, id) {
  const { [mark(file, documentId)]: _, ...others } = kept(keyOf(personId), {});
  const all = Object.entries(others);
  if (id) all.push([mark(file, documentId), id]);
  keep(keyOf(personId), Object.fromEntries(all.slice(-KEPT_MAX)));
}

function keyOf(personId) {
  return `ngantor.unfinished.${personId}`;
}

function mark({ name, size, lastModified }, documentId) {
  return [size, lastModified, name, documentId ?? ""].join("/");
}

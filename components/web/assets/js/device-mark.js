// A random mark of this browser. It tells the office that two punches came from one device, and
// nothing else about it; it is forgotten there with the positions.
import { keep, kept } from "./storage.js";

const MARK = "device-mark";

export function deviceMark() {
  const known = kept(MARK);
  if (typeof known === "string" && /^[\w-]{16,64}$/.test(known)) return known;
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const mark = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  keep(MARK, mark);
  return mark;
}

// How the types of leave are called, by their code; they are asked for once.
import { api } from "../api.js";

let types = null;

// Those that hold or will, for choosing one. Without them a code has to do.
export function leaveTypes() {
  types ??= api.get("/api/attendance/leave-types?limit=200").catch(() => {
    types = null;
    return [];
  });
  return types;
}

export async function leaveNames() {
  return new Map((await leaveTypes()).map(({ name, terms }) => [terms.code, name]));
}

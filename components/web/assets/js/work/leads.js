// The units and teams that somebody leads today, as their head or for the head.
import { LEADING } from "../roles.js";
import { everyPage, allUnits } from "./names.js";

// Each as { unit_id, name }.
export async function ledUnits(personId) {
  const relations = await everyPage(`/api/people/relations?person_id=${personId}`);
  const led = relations.filter(({ kind }) => LEADING.includes(kind));
  const ids = new Set(led.map(({ unit_id: id }) => id));
  if (ids.size === 0) return [];
  return (await allUnits()).filter(({ unit_id: id }) => ids.has(id));
}

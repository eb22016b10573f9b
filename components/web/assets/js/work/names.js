// How people and units are called, by their ids; each is asked for once.
import { api } from "../api.js";
import { t } from "../language.js";

const cards = new Map();
let units = null;

// A map from ids to names. Without the directory work is shown all the same.
export async function namesOf(ids) {
  const wanted = [...new Set(ids)].filter((id) => id);
  return new Map(await Promise.all(wanted.map(async (id) => [id, await nameOf(id)])));
}

async function nameOf(id) {
  if (!cards.has(id)) cards.set(id, api.get(`/api/people/directory/${id}`));
  try {
    return (await cards.get(id)).name;
  } catch {
    cards.delete(id);
    return t("work.somebody");
  }
}

// Every unit of today: { unit_id, name, parent_id, … }.
export function allUnits() {
  units ??= everyPage("/api/people/units?limit=200").catch((problem) => {
    units = null;
    throw problem;
  });
  return units;
}

export async function everyPage(path) {
  const { items, next } = await api.page(path);
  return next ? [...items, ...(await everyPage(next))] : items;
}

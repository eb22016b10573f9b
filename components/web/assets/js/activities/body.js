// The body of an activity, from what its fields say.
import { clock } from "../time.js";
import { instantOf } from "../work/instant.js";

// `one` is what is changed, or null.
// `uploads` are the files of it.
export function bodyOfEntry(body, { one, day, office, uploads }) {
  const zone = one?.zone ?? office.zone;
  const kept = { uploads };
  if (["running", "paused"].includes(one?.state)) return { ...ofOpen(one), ...body, zone };
  const { started_at: from, finished_at: to, minutes, ...rest } = body;
  return {
    ...kept,
    title: rest.title,
    text: rest.text.trim() || null,
    zone,
    ...(from || to ? {} : { day: one?.day ?? day }),
    started_at: instant(from, one?.started_at, one?.day ?? day, zone),
    finished_at: instant(to, one?.finished_at, one?.day ?? day, zone),
    minutes: minutes ? Number(minutes) : null,
    output: output(rest.output),
    tags: rest.tags.split(",").map((tag) => tag.trim()).filter(Boolean),
    assignment_id: rest.assignment_id || null,
  };
}

// While its clock runs only the title is changed here.
function ofOpen({ text, output: came, tags, uploads, assignment_id: assignment }) {
  return { live: true, text, output: came, tags, uploads, assignment_id: assignment };
}

// An instant that was not touched stays as exact as it was, and on its own day.
function instant(time, before, day, zone) {
  if (!time) return null;
  if (before && clock(Date.parse(before), zone) === time) return before;
  return instantOf(day, time, zone);
}

// All three, or none; the office says which is missing.
function output({ name, quantity, unit }) {
  if (!name.trim() && !quantity && !unit.trim()) return null;
  return { name, quantity: quantity === "" ? 0 : Number(quantity), unit };
}

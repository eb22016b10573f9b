// The fields of an activity, empty or filled. Their names are JSON pointers into its body.
import { draw, h } from "../dom.js";
import { field } from "../fields.js";
import { t } from "../language.js";
import { clock } from "../time.js";

export function titleField(one) {
  const input = h("input", { name: "/title", maxlength: 200, required: true, value: one?.title });
  return field(t("activities.what"), input);
}

export function entryFields(one, { office, assignments }) {
  const time = (name, instant) => {
    const value = instant ? clock(Date.parse(instant), one.zone) : null;
    return h("input", { type: "time", name, value });
  };
  const number = { type: "number", name: "/minutes", min: 1, max: 1440, inputmode: "numeric" };
  const minutes = h("input", { ...number, value: pausedMinutes(one) });
  return [
    h(
      "div",
      { class: "pair" },
      field(t("activities.from"), time("/started_at", one?.started_at)),
      field(t("activities.until"), time("/finished_at", one?.finished_at)),
    ),
    field(t("activities.minutes"), minutes, t("activities.minutes_hint")),
    h(
      "details",
      { class: "fold", open: Boolean(one) },
      h("summary", { class: "button quiet" }, t("activities.more")),
      h("div", { class: "form" }, moreFields(one, office, assignments)),
    ),
  ];
}

function moreFields(one, office, assignments) {
  const line = (name, value, maxlength) => h("input", { name, value, maxlength });
  const output = one?.output;
  const text = h("textarea", { name: "/text", rows: 3, maxlength: 4000 }, one?.text);
  const tags = line("/tags", one?.tags.join(", "), 400);
  return [
    field(t("activities.text"), text),
    field(t("activities.output"), line("/output/name", output?.name, 200)),
    h(
      "div",
      { class: "pair" },
      field(t("activities.quantity"), numberField("/output/quantity", output?.quantity)),
      field(t("activities.unit"), line("/output/unit", output?.unit, 40)),
    ),
    field(t("activities.tags"), tags, t("activities.tags_hint")),
    assignmentField(one, assignments),
  ];
}

function numberField(name, value) {
  return h("input", { type: "number", name, value, min: 0, step: "any", inputmode: "decimal" });
}

// What was worked, where it is not all that lies between.
function pausedMinutes(one) {
  if (!one) return null;
  const between = (Date.parse(one.finished_at) - Date.parse(one.started_at)) / 60_000;
  return Math.round(between) === one.minutes ? null : one.minutes;
}

// My open work; it comes a moment later.
function assignmentField(one, assignments) {
  const select = h("select", { name: "/assignment_id" }, h("option", { value: "" }, "–"));
  assignments.then((those) => {
    const own = one?.assignment_id;
    const known = those.map(({ assignment_id: id, title }) => [id, title]);
    if (own && !known.some(([id]) => id === own)) known.push([own, t("assignment.title")]);
    const option = ([value, text]) => h("option", { value, selected: value === own }, text);
    draw(select, h("option", { value: "" }, "–"), known.map(option));
  });
  return field(t("activities.assignment"), select);
}

// What each kind of request asks for, and the body that its fields make. Their names are JSON
// pointers into that body, but for the day of a correction.
import { h } from "../dom.js";
import { field } from "../fields.js";
import { t } from "../language.js";
import { dayOf } from "../time.js";
import { instantOf } from "../work/instant.js";
import { WORK_MODES } from "../work-modes.js";

export const KINDS = ["leave", "correction", "flexible_work", "duty_travel"];
// The own office is no other place, and travel is asked for as such.
const PLACES = WORK_MODES.filter((mode) => mode !== "office" && mode !== "duty_travel");

export function fieldsOf(kind, { types, office, day }) {
  const today = dayOf(office.now(), office.zone);
  switch (kind) {
    case "leave":
      return leave(types, today);
    case "correction":
      return correction(day ?? today);
    case "flexible_work":
      return flexible(today);
    default:
      return travel(today);
  }
}

function leave(types, today) {
  const options = types.map(({ name, terms }) => h("option", { value: terms.code }, name));
  return [
    field(t("requests.type"), h("select", { name: "/leave/type", required: true }, options)),
    field(t("requests.from"), date("/leave/starts_on", today)),
    field(t("requests.until"), date("/leave/ends_on", today)),
  ];
}

function correction(today) {
  const words = { in: t("direction.in"), out: t("direction.out") };
  const options = ["out", "in"].map((value) => h("option", { value }, words[value]));
  const time = h("input", { type: "time", name: "/correction/punch/at", required: true });
  const direction = h("select", { name: "/correction/punch/direction" }, options);
  return [
    field(t("requests.direction"), direction),
    field(t("requests.day"), date("/day", today)),
    field(t("requests.at"), time),
    field(t("requests.place"), places("/correction/punch/work_mode", WORK_MODES)),
  ];
}

function flexible(today) {
  const plan = h("textarea", { name: "/flexible_work/plan", rows: 3, required: true });
  return [
    field(t("requests.day"), date("/flexible_work/days", today)),
    field(t("requests.place"), places("/flexible_work/place", PLACES)),
    field(t("requests.plan"), plan),
  ];
}

function travel(today) {
  const line = (name) => h("input", { name, maxlength: 300, required: true });
  return [
    field(t("requests.from"), date("/duty_travel/starts_on", today)),
    field(t("requests.until"), date("/duty_travel/ends_on", today)),
    field(t("requests.destination"), line("/duty_travel/destination")),
    field(t("requests.order"), line("/duty_travel/order")),
  ];
}

function date(name, value) {
  return h("input", { type: "date", name, value, required: true });
}

function places(name, modes) {
  const options = modes.map((mode) => h("option", { value: mode }, t(`mode.${mode}`)));
  return h("select", { name }, options);
}

export function bodyOfKind({ day, ...body }, zone) {
  if (body.correction) {
    const { punch } = body.correction;
    Object.assign(punch, { zone, at: instantOf(day, punch.at, zone) });
  }
  const work = body.flexible_work;
  if (work) Object.assign(work, { way: "location", days: [work.days] });
  return body;
}

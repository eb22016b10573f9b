// The fields of what is asked for, empty or filled.
import { h } from "../dom.js";
import { field } from "../fields.js";
import { t } from "../language.js";
import { bothOf } from "../work/instant.js";

const PRIORITIES = ["low", "normal", "high", "urgent"];

export function workFields({ title, text, due_at: dueAt, priority = "normal" }, zone) {
  const due = dueAt ? bothOf(dueAt, zone) : null;
  const name = h("input", { name: "/title", maxlength: 200, required: true, value: title });
  const say = h("textarea", { name: "/text", rows: 5, maxlength: 10_000 }, text);
  const until = h("input", { type: "datetime-local", name: "/due_at", value: due });
  const options = PRIORITIES.map((value) =>
    h("option", { value, selected: value === priority }, t(`work.priority.${value}`)),
  );
  return [
    field(t("assign.what"), name),
    field(t("assign.text"), say),
    field(t("assign.due"), until),
    field(t("assign.priority"), h("select", { name: "/priority" }, options)),
  ];
}

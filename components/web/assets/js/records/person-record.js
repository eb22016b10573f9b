// What a record says, line by line; what is not known is left out.
import { h } from "../dom.js";
import { t } from "../language.js";
import { dayInWords, zoneName } from "../time.js";

// `card` is how the directory shows the person; null for who does not work here any more.
export function recordLines(record, card) {
  const lines = [
    ["person.unit", card?.unit?.name],
    ["person.position", card?.position],
    ["person.office", card?.office?.name],
    ["username.label", record.username],
    ["person.employee_number", record.employee_number],
    ["person.employment", t(`employment.${record.employment}`)],
    ["person.roles", record.roles.map((role) => t(`role.${role}`)).join(", ")],
    ["person.email", record.email],
    ["person.phone", record.phone],
    ["person.zone", zoneName(record.zone)],
    ["person.ends_on", record.ends_on && dayInWords(record.ends_on)],
  ];
  const known = lines.filter(([, value]) => value);
  return h(
    "dl",
    { class: "record" },
    known.map(([key, value]) => h("div", {}, h("dt", {}, t(key)), h("dd", {}, value))),
  );
}

// The fields of a person's record, and what of them is another than it was.
import { h } from "../dom.js";
import { field } from "../fields.js";
import { t } from "../language.js";
import { zoneField } from "../work/zone-field.js";

const EMPLOYMENTS = ["pns", "pppk", "other"];
const ROLES = ["employee", "personnel", "planner", "auditor", "administrator"];

export function recordFields(record, zone) {
  const line = (name, more) => h("input", { name: `/${name}`, value: record?.[name], ...more });
  const one = (value) =>
    h("option", { value, selected: value === record?.employment }, t(`employment.${value}`));
  const employment = h("select", { name: "/employment" }, EMPLOYMENTS.map(one));
  const digits = line("employee_number", { inputmode: "numeric" });
  return [
    field(t("person.name"), line("name", { maxlength: 100, required: true })),
    h(
      "div",
      { class: "pair" },
      field(t("person.front_title"), line("front_title", { maxlength: 60 })),
      field(t("person.back_title"), line("back_title", { maxlength: 60 })),
    ),
    field(t("person.employee_number"), digits),
    field(t("person.employment"), employment),
    field(t("person.email"), line("email", { type: "email" })),
    field(t("person.phone"), line("phone", { type: "tel" })),
    zoneField("/zone", record?.zone ?? zone),
    roleFields(record?.roles ?? ["employee"]),
  ];
}

function roleFields(roles) {
  const box = (role) => {
    const input = h("input", { type: "checkbox", name: "role", value: role });
    input.checked = roles.includes(role);
    return h("label", { class: "check" }, input, h("span", {}, t(`role.${role}`)));
  };
  return h("fieldset", {}, h("legend", { class: "legend" }, t("person.roles")), ROLES.map(box));
}

export function rolesOf(form) {
  return [...form.querySelectorAll("[name=role]:checked")].map(({ value }) => value);
}

// What is empty is nothing.
export function recordOf(body, form) {
  const said = Object.entries(body).map(([name, text]) => [name, text.trim() || null]);
  return { ...Object.fromEntries(said), roles: rolesOf(form) };
}

// Only what somebody touched is sent: what others changed meanwhile stays.
export function changesOf(wanted, record) {
  const isOther = ([name, value]) =>
    JSON.stringify(value) !== JSON.stringify(sorted(record[name] ?? null, value));
  return Object.fromEntries(Object.entries(wanted).filter(isOther));
}

// The order of roles says nothing.
function sorted(before, now) {
  if (!Array.isArray(before)) return before;
  const isSame = before.length === now.length && before.every((one) => now.includes(one));
  return isSame ? now : before;
}

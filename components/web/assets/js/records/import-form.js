// What begins an import: of what, from which file, and what becomes of bad rows.
import { h } from "../dom.js";
import { alertPlace, field } from "../fields.js";
import { t } from "../language.js";

export const KINDS = ["people", "units"];
const WORKBOOK = /\.xlsx$/i;

export function importForm() {
  const kinds = KINDS.map((kind) => h("option", { value: kind }, t(`imports.${kind}`)));
  const rules = ["whole", "skip"].map((rule) =>
    h("option", { value: rule }, t(`imports.rule.${rule}`)),
  );
  return h(
    "form",
    { class: "card form", novalidate: true, "aria-labelledby": "new-import" },
    h("h2", { id: "new-import" }, t("imports.new")),
    alertPlace(),
    field(t("imports.kind"), h("select", { name: "/kind" }, kinds)),
    field(t("imports.file"), fileInput(), t("imports.file_hint")),
    field(t("imports.rule"), h("select", { name: "/options" }, rules)),
    h("button", { type: "submit", class: "button" }, t("imports.begin")),
  );
}

// A fault about the length of the file is said at the file.
export function fileInput() {
  return h("input", { type: "file", name: "/n_bytes", accept: ".csv,.xlsx", required: true });
}

// What the form says, and the file itself.
export function readForm(form) {
  const file = form.elements["/n_bytes"].files[0];
  const body = {
    kind: form.elements["/kind"].value,
    format: WORKBOOK.test(file.name) ? "xlsx" : "csv",
    n_bytes: file.size,
    options: { skip_bad_rows: form.elements["/options"].value === "skip" },
  };
  return { file, body };
}

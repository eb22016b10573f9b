// What is still empty, told as the server would tell it. Asked here because an empty sign-in would
// count as a wrong password, and because all empty fields are then marked at once.
import { t } from "./language.js";

// null, or the like of a Problem.
export function emptyFields(form) {
  const empty = [...form.querySelectorAll("[required]")].filter(({ value }) => !value.trim());
  if (empty.length === 0) return null;
  const faults = empty.map(({ name }) => ({ pointer: name, detail: t("field.required") }));
  return { message: t("field.empty"), faults };
}

// Form fields whose names are JSON pointers (RFC 6901): the body is built from them, and a
// problem's errors find their way back to them.
import { draw, h } from "./dom.js";
import { icon } from "./icons.js";
import { emptyFields } from "./required.js";

// Two forms of a page may ask for the same.
let nFields = 0;

// One labelled field; `control` is an <input>, <select> or <textarea> with a name.
export function field(label, control, hint) {
  const id = `field-${++nFields}`;
  control.id = id;
  const notes = [`${id}-fault`];
  if (hint) notes.unshift(`${id}-hint`);
  control.setAttribute("aria-describedby", notes.join(" "));
  return h(
    "div",
    { class: "field" },
    h("label", { for: id }, label),
    hint && h("p", { class: "field-hint", id: `${id}-hint` }, hint),
    control.parentElement ?? control,
    h("p", { class: "field-fault", id: `${id}-fault`, hidden: true }),
  );
}

// Where a form says what went wrong as a whole.
export function alertPlace() {
  return h("div", { role: "alert", class: "form-alert" });
}

// The JSON that the fields make.
export function bodyOf(form) {
  const body = {};
  for (const control of form.querySelectorAll("[name^='/']")) {
    const path = control.name.slice(1).split("/");
    const last = path.pop();
    const parent = path.reduce((at, step) => (at[step] ??= {}), body);
    parent[last] = control.value;
  }
  return body;
}

// Marks the fields that a problem points at, and says the rest above them.
export function showProblem(form, problem) {
  clearProblem(form);
  const homeless = [];
  let first = null;
  for (const { pointer, detail } of problem.faults) {
    const control = form.querySelector(`[name="${CSS.escape(pointer)}"]`);
    if (!control) homeless.push(detail);
    else {
      markFault(form, control, detail);
      first ??= control;
    }
  }
  sayProblem(form, [problem.message, ...homeless].join(" "));
  first?.focus();
}

export function sayProblem(form, text) {
  const note = h("p", { class: "note bad" }, icon("warn"), h("span", {}, text));
  draw(form.querySelector(".form-alert"), note);
}

export function clearProblem(form) {
  draw(form.querySelector(".form-alert"));
  for (const control of form.querySelectorAll("[aria-invalid]")) {
    control.removeAttribute("aria-invalid");
    form.querySelector(`#${control.id}-fault`).hidden = true;
  }
}

// Runs what a submission does, once at a time and with nothing left empty.
export function onSubmit(form, signal, work) {
  const button = form.querySelector("[type=submit]");
  const submit = async (event) => {
    event.preventDefault();
    if (isTrue(button, "aria-busy") || isTrue(button, "aria-disabled")) return;
    const empty = emptyFields(form);
    if (empty) return showProblem(form, empty);
    button.setAttribute("aria-busy", "true");
    clearProblem(form);
    await work(bodyOf(form)).finally(() => button.setAttribute("aria-busy", "false"));
  };
  form.addEventListener("submit", submit, { signal });
}

function isTrue(element, attribute) {
  return element.getAttribute(attribute) === "true";
}

function markFault(form, control, text) {
  control.setAttribute("aria-invalid", "true");
  const place = form.querySelector(`#${control.id}-fault`);
  draw(place, icon("warn", 18), h("span", {}, text));
  place.hidden = false;
}

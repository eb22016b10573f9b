// How an import looks when somebody has to decide, and at its end.
import { h } from "../dom.js";
import { icon } from "../icons.js";
import { fileInput } from "./import-form.js";
import { t, tn } from "../language.js";

// The same file once more; another one would not fit what came before.
export function askFile(found, take, discard) {
  const input = fileInput();
  const why = h("p", { role: "alert" });
  input.setAttribute("aria-label", t("imports.file"));
  input.addEventListener("change", () => {
    const [file] = input.files;
    if (file.size === found.n_bytes) take(file);
    else why.textContent = t("imports.other_file");
  });
  const content = [h("p", {}, t("imports.again")), h("div", { class: "field" }, input), why];
  return card(t("imports.state.receiving"), content, away(discard));
}

// Every row was looked at: whether to load them.
export function question(found, load, discard) {
  const { n_rows: rows, n_bad: bad, options } = found;
  const may = rows > bad && (bad === 0 || options.skip_bad_rows);
  const button = h("button", { type: "button", class: "button" }, tn("imports.load", rows - bad));
  button.addEventListener("click", load, { once: true });
  return card(
    t("imports.state.checked"),
    h("p", {}, tn("imports.rows", rows), " ", bad > 0 && tn("imports.bad", bad)),
    h("p", {}, t(words(may, bad))),
    h("div", { class: "row" }, may && button, away(discard)),
  );
}

function words(may, bad) {
  if (may) return bad > 0 ? "imports.may_skip" : "imports.may";
  return bad > 0 ? "imports.must_correct" : "imports.nothing";
}

export function outcome(found) {
  const figures = ["added", "changed", "same", "bad"].map((name) =>
    h("div", {}, h("dt", {}, t(`imports.n_${name}`)), h("dd", {}, String(found[`n_${name}`]))),
  );
  return card(
    t("imports.state.loaded"),
    h("dl", { class: "record" }, figures),
    h("div", { class: "row" }, another()),
  );
}

// What stopped it, all that was said about it, and what may help.
export function failed(problem, ...ways) {
  const details = problem.faults.map(({ detail }) => h("p", {}, detail));
  const text = h("div", {}, h("p", {}, problem.message), details, waysOn(...ways));
  return h("div", { class: "note bad", role: "alert" }, icon("warn"), text);
}

function waysOn(retry, discard) {
  if (!retry) return null;
  const again = { type: "button", class: "button quiet", onclick: retry };
  const ways = [h("button", again, t("retry")), another(), away(discard)];
  return h("div", { class: "row" }, ways);
}

export function card(title, ...content) {
  return h("section", { class: "card form" }, h("h2", { tabindex: "-1" }, title), content);
}

function another() {
  return h("a", { class: "button quiet", href: "/imports" }, t("imports.another"));
}

export function away(discard) {
  const button = { type: "button", class: "button quiet", onclick: discard };
  return h("button", button, t("imports.discard"));
}

// The form round the big button: where one works, a note, the place.
import { h } from "../dom.js";
import { icon } from "../icons.js";
import { t } from "../language.js";
import { usualWorkMode, WORK_MODES } from "../work-modes.js";

// As long as a note may be, in characters; the attendance function holds it too.
const NOTE_MAX = 500;

export function clockInForm() {
  return h(
    "form",
    { class: "clock-in", "data-module": "clock-in", "aria-label": t("today.form") },
    h("p", { class: "clock", "data-module": "live-clock" }),
    h(
      "div",
      { class: "dial" },
      h("div", { class: "dial-place" }),
      h("button", { type: "submit", class: "punch-button" }),
    ),
    h("div", { class: "state" }),
    h("button", { type: "submit", class: "button quiet other-direction" }),
    modes(),
    more(),
  );
}

function modes() {
  const chosen = usualWorkMode();
  const mode = (name) => {
    const id = `mode-${name}`;
    const radio = { type: "radio", name: "work_mode", id, value: name, checked: name === chosen };
    const tick = h("span", { class: "tick" }, icon("tick", 16));
    return h(
      "div",
      { class: "mode" },
      h("input", radio),
      h("label", { for: id }, icon(name), t(`mode.${name}`), tick),
    );
  };
  const legend = h("legend", { class: "legend" }, t("today.where"));
  return h("fieldset", {}, legend, h("div", { class: "modes" }, WORK_MODES.map(mode)));
}

function more() {
  const note = h("textarea", { id: "note", name: "note", rows: 2, maxlength: NOTE_MAX });
  return h(
    "div",
    { class: "section" },
    h(
      "div",
      { class: "field" },
      h(
        "label",
        { for: "note" },
        t("today.note"),
        " ",
        h("span", { class: "soft small" }, t("optional")),
      ),
      note,
    ),
    h(
      "div",
      { "data-module": "position" },
      h(
        "label",
        { class: "check" },
        h("input", { type: "checkbox" }),
        h("span", {}, t("position.label")),
      ),
      h("p", { class: "field-hint", role: "status" }),
    ),
  );
}

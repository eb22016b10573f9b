// Today: the clock, the big button and what has been punched.
import { h } from "../dom.js";
import { icon } from "../icons.js";
import { t } from "../language.js";
import { dayInWords, dayOf, partOfDay } from "../time.js";
import { everyMinute } from "../clockwork.js";
import { usualWorkMode, WORK_MODES } from "../work-modes.js";

// As long as a note may be, in characters; the attendance function holds it too.
const NOTE_MAX = 500;

export const today = {
  title: "today.title",
  behindTheDoor: true,
  view({ office, signal }) {
    return h(
      "div",
      { class: "wide page", "data-module": "keeper" },
      head(office, signal),
      h("div", { class: "notes", role: "status", "data-module": "notes" }),
      h("div", { class: "columns" }, h("div", { class: "card" }, clockIn()), punches()),
    );
  },
};

function head(office, signal) {
  const greeting = h("h1");
  const date = h("p", { class: "soft" });
  everyMinute(() => office.now(), signal, () => {
    const now = office.now();
    greeting.textContent = t(`greeting.${partOfDay(now, office.zone)}`, { name: office.me.name });
    date.textContent = dayInWords(dayOf(now, office.zone));
  });
  return h("div", { class: "page-head" }, greeting, date);
}

function clockIn() {
  return h(
    "form",
    { class: "clock-in", "data-module": "clock-in", "aria-label": t("today.form") },
    h("p", { class: "clock", "data-module": "live-clock" }),
    h(
      "div",
      { class: "dial" },
      h("div", { "data-dial": true }),
      h("button", { type: "submit", class: "punch-button" }),
    ),
    h("div", { class: "state" }),
    modes(),
    more(),
  );
}

function modes() {
  const chosen = usualWorkMode();
  const mode = (name) => {
    const id = `mode-${name}`;
    const radio = { type: "radio", name: "work_mode", id, value: name, checked: name === chosen };
    const tick = h("span", { class: "tick" }, icon("tick", 18));
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
      h("label", { for: "note" }, t("today.note"), " ", h("span", { class: "soft small" }, t("optional"))),
      note,
    ),
    h(
      "div",
      { "data-module": "position" },
      h("label", { class: "check" }, h("input", { type: "checkbox" }), h("span", {}, t("position.label"))),
      h("p", { class: "field-hint", role: "status" }),
    ),
  );
}

function punches() {
  return h(
    "section",
    { class: "card", "aria-labelledby": "today-punches" },
    h("h2", { id: "today-punches" }, t("today.punches")),
    h("div", { "data-module": "punch-list" }),
  );
}

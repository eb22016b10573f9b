// Today: the clock, the big button and what has been punched.
import { h } from "../dom.js";
import { t } from "../language.js";
import { dayInWords, dayOf, partOfDay } from "../time.js";
import { everyMinute } from "../clockwork.js";
import { clockInForm } from "./clock-in-form.js";

export const today = {
  title: "today.title",
  behindTheDoor: true,
  view({ office, signal }) {
    return h(
      "div",
      { class: "wide page", "data-module": "keeper" },
      head(office, signal),
      h("div", { class: "notes", role: "status", "data-module": "notes" }),
      h(
        "div",
        { class: "columns" },
        h("div", { class: "card" }, clockInForm()),
        h("div", { class: "form" }, punches(), ways()),
      ),
    );
  },
};

function head(office, signal) {
  const greeting = h("h1");
  const date = h("p", { class: "soft" });
  everyMinute(
    () => office.now(),
    signal,
    () => {
      const now = office.now();
      greeting.textContent = t(`greeting.${partOfDay(now, office.zone)}`, { name: office.me.name });
      date.textContent = dayInWords(dayOf(now, office.zone));
    },
  );
  return h("div", { class: "page-head" }, greeting, date);
}

function punches() {
  return h(
    "section",
    { class: "card", "aria-labelledby": "today-punches" },
    h("h2", { id: "today-punches" }, t("today.punches")),
    h("div", { "data-module": "punch-list" }),
  );
}

function ways() {
  return h("nav", { class: "card row", "aria-label": t("ways.title"), "data-module": "ways" });
}

// Somebody on a board, and how many there are of each.
import { h } from "../dom.js";
import { icon } from "../icons.js";
import { t } from "../language.js";
import { clockWithZone } from "../time.js";
import { kindInWords } from "../requests/request-view.js";

const MARKS = { in: "working", out: "done", none: "none" };

export function boardRow(one, { office, day, today }) {
  const time = (instant) => clockWithZone(Date.parse(instant), office.zone);
  const since = one.since ? time(one.since) : "";
  const now = t(`state.${one.state}`, { since });
  const times = [one.first_in, one.last_out].map((at) => (at ? time(at) : "…")).join(" – ");
  const judged = one.status && one.status !== "provisional" ? t(`status.${one.status}`) : null;
  const isNow = day === today && one.state !== "none";
  const words = isNow ? now : (judged ?? (day === today ? now : t("status.provisional")));
  const mode = one.work_mode && t(`mode.${one.work_mode}`);
  return h(
    "li",
    {},
    h("span", { class: "month-mark" }, icon(MARKS[one.state])),
    h(
      "div",
      {},
      h("strong", {}, one.name ?? t("work.somebody")),
      h("p", { class: "small" }, [words, mode].filter(Boolean).join(" · ")),
      one.first_in && h("p", { class: "soft small figures" }, times),
      one.requests.map((request) => requestLine(request)),
    ),
  );
}

function requestLine(request) {
  const state = t(`requests.state.${request.state}`);
  return h("p", { class: "soft small" }, `${kindInWords(request)} · ${state}`);
}

// 3 bekerja · 1 sudah pulang · 2 belum masuk
export function boardSums(people) {
  const n = (state) => people.filter((one) => one.state === state).length;
  return Object.keys(MARKS)
    .map((state) => t(`team.n_${state}`, { n: n(state) }))
    .join(" · ");
}

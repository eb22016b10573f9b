// One activity: what was done, when, how long, what came of it, and what is odd about it.
import { everyMinute } from "../clockwork.js";
import { h } from "../dom.js";
import { downloadLink } from "../files/download.js";
import { icon } from "../icons.js";
import { t } from "../language.js";
import { clock, duration, zoneName } from "../time.js";

// The signal ends the clock of one that runs.
export function activityView(one, office, signal) {
  const { title, text, output, review, tags, warnings = [] } = one;
  const length = h("span");
  const show = () => (length.textContent = duration(workedS(one, office.now())));
  if (one.running_since) everyMinute(() => office.now(), signal, show);
  else show();
  const came = output && `${output.name}: ${number(output.quantity)} ${output.unit}`;
  const comment = review?.comment && t("activity.review", { comment: review.comment });
  const state = ` · ${t(`activity.state.${one.state}`)}`;
  return h(
    "div",
    {},
    h("strong", {}, title),
    h("p", { class: "small figures" }, when(one), length, state),
    text && h("p", { class: "said small" }, text),
    came && h("p", { class: "small" }, came),
    tags.length > 0 && h("p", { class: "soft small" }, tags.map((tag) => `#${tag} `)),
    one.assignment_id && assignmentLink(one.assignment_id),
    one.upload_hrefs?.map((href, n) => downloadLink(href, t("files.of_activity", { n: n + 1 }))),
    comment && h("p", { class: "said small" }, comment),
    warnings.map(({ text: words }) =>
      h("p", { class: "fact small warned" }, icon("warn"), h("span", {}, words)),
    ),
  );
}

// In s; of one whose clock runs, until now.
function workedS(one, nowMs) {
  if (!["running", "paused"].includes(one.state)) return one.minutes * 60;
  const since = one.running_since ? nowMs - Date.parse(one.running_since) : 0;
  return (one.worked_ms + Math.max(0, since)) / 1000;
}

// 08:00–10:30 WIB ·
function when({ started_at: from, finished_at: to, zone }) {
  if (!from) return "";
  const time = (instant) => clock(Date.parse(instant), zone);
  return `${time(from)}–${to ? time(to) : "…"} ${zoneName(zone)} · `;
}

function number(quantity) {
  return quantity.toLocaleString(document.documentElement.lang);
}

function assignmentLink(id) {
  const link = h("a", { class: "tall", href: `/assignment?id=${id}` }, t("assignment.title"));
  return h("p", { class: "small" }, link);
}

// A request in a few lines: what, when, why, how far it is.
import { h } from "../dom.js";
import { t } from "../language.js";
import { clock, dayInWords, dayOf } from "../time.js";

// `names` tells how types of leave are called; `who` asks, where it is not oneself.
export function requestView(request, { zone, names, who = null }) {
  const { reason, decision, ended } = request;
  const what = names.get(request.leave?.type) ?? kindInWords(request);
  const note = ended?.note ?? decision?.note;
  return h(
    "div",
    {},
    h("strong", {}, who ? `${what} · ${who}` : what),
    h("p", { class: "small" }, when(request, zone)),
    h("p", { class: "soft small" }, reason),
    who === null && h("p", { class: "small" }, t(`requests.state.${request.state}`)),
    note && h("p", { class: "soft small" }, note),
  );
}

export function kindInWords({ kind }) {
  return t(kind === "duty_travel" ? "mode.duty_travel" : `requests.${kind}`);
}

function when({ leave, correction, flexible_work: work, duty_travel: travel }, zone) {
  if (work) return `${work.days.map(dayInWords).join("; ")}: ${work.plan}`;
  if (correction) return punch(correction, zone);
  const { starts_on: first, ends_on: last } = leave ?? travel;
  const days = first === last ? dayInWords(first) : `${dayInWords(first)} – ${dayInWords(last)}`;
  return travel ? `${days}: ${travel.destination}` : days;
}

function punch({ punch: right }, zone) {
  if (!right) return "–";
  const at = Date.parse(right.at);
  const words = { in: t("direction.in"), out: t("direction.out") };
  return `${words[right.direction]} ${clock(at, zone)}, ${dayInWords(dayOf(at, zone))}`;
}

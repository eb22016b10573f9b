// How one punch looks in a list, whether the server has it or it still waits on the device.
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./language.js";
import { clock, zoneName } from "./time.js";

// One that the server has; its time is the one at which the server received it.
export function sentPunch(punch) {
  const receivedMs = Date.parse(punch.received_at);
  const claim = punch.claim && punch.claim.grade !== "on_time" ? punch.claim : null;
  const remark = claim && {
    icon: "warn",
    text: t(`punch.claim.${claim.grade}`, { time: clock(Date.parse(claim.at), punch.zone) }),
  };
  return item(punch, receivedMs, "", [remark]);
}

// One that waits here; its time is that of the tap.
export function unsentPunch(entry, { onRetry, onRemove }) {
  const { punch, fault, delivered } = entry;
  const tappedMs = Date.parse(punch.claimed_at);
  if (delivered) return item(punch, tappedMs, "", []);
  const remark = fault && { icon: "warn", text: fault.text };
  const extra = [badge(fault), fault && action(fault, onRetry, onRemove)];
  return item(punch, tappedMs, "unsent", [remark], extra);
}

function badge(fault) {
  if (!fault) return h("span", { class: "badge" }, icon("unsent", 16), t("punch.sending"));
  if (!fault.final) return h("span", { class: "badge" }, icon("unsent", 16), t("punch.unsent"));
  return h("span", { class: "badge bad" }, icon("warn", 16), t("punch.refused"));
}

function action(fault, onRetry, onRemove) {
  const [text, onclick] = fault.final ? [t("punch.remove"), onRemove] : [t("punch.retry"), onRetry];
  return h("button", { type: "button", class: "button quiet", onclick }, text);
}

function item(punch, atMs, state, remarks, extra = []) {
  const facts = [
    { icon: punch.work_mode, text: t(`mode.${punch.work_mode}`) },
    punch.position && { icon: "place", text: accuracy(punch.position) },
    punch.note && { icon: "note", text: punch.note },
    ...remarks,
  ].filter(Boolean);
  return h(
    "li",
    { class: `punch ${punch.direction} ${state}` },
    h("span", { class: "punch-mark" }, icon(punch.direction)),
    h("strong", { class: "punch-what" }, t(`direction.${punch.direction}`)),
    h(
      "time",
      { class: "punch-when", datetime: new Date(atMs).toISOString() },
      clock(atMs, punch.zone),
      h("small", {}, ` ${zoneName(punch.zone)}`),
    ),
    h("div", { class: "punch-more" }, h("ul", {}, facts.map(detail)), extra),
  );
}

function detail({ icon: name, text }) {
  return h("li", { class: "fact" }, icon(name, 16), h("span", {}, text));
}

function accuracy(position) {
  return t("punch.position", { m: Math.round(position.accuracy_m) });
}

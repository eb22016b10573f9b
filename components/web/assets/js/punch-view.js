// How one punch looks in a list, whether the server has it or it still waits on the device.
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./language.js";
import { clock, dayInWords, dayOf, zoneName } from "./time.js";

// The server's punches, then those of the entries that it does not have yet.
export function punchItems(office, punches, entries) {
  const known = punches.map((punch) => punch.id);
  const unsent = entries.filter((entry) => !known.includes(entry.id));
  return [...punches.map(sentPunch), ...unsent.map((entry) => unsentPunch(entry, office))];
}

// One that the server has; its time is the one from which it counts.
function sentPunch(punch) {
  const remark = claimRemark(punch);
  const remarks = [remark && { icon: "warn", text: remark }];
  return item(punch, Date.parse(punch.counted_at), "", remarks, receiptLink(punch.id));
}

function receiptLink(id) {
  const href = `/receipt?punch=${id}`;
  return h("a", { class: "button quiet", href }, t("receipt.title"));
}

// What stands beside a punch whose claimed time is not that of its receipt.
function claimRemark({ claim, counted_at: counted, received_at: received, zone }) {
  if (!claim || claim.grade === "on_time") return null;
  if (counted !== received) return t("punch.claim.late", { time: moment(received, counted, zone) });
  const key = claim.grade === "late" ? "punch.claim.too_late" : "punch.claim.ahead";
  return t(key, { time: moment(claim.at, received, zone) });
}

// The time, and the day too if that is another one than the day of the punch.
function moment(instant, ofPunch, zone) {
  const [atMs, punchMs] = [Date.parse(instant), Date.parse(ofPunch)];
  const day = dayOf(atMs, zone);
  const time = clock(atMs, zone);
  return day === dayOf(punchMs, zone) ? time : `${dayInWords(day)}, ${time}`;
}

// One that waits here; its time is that of the tap.
function unsentPunch({ id, punch, fault, delivered }, office) {
  const tappedMs = Date.parse(punch.claimed_at);
  if (delivered) return item(punch, tappedMs, "", []);
  const day = dayOf(tappedMs, punch.zone);
  const older = day !== dayOf(office.now(), office.zone);
  const remarks = [
    older && { icon: "working", text: t("punch.tapped_on", { day: dayInWords(day) }) },
    fault && { icon: "warn", text: fault.text },
  ];
  const extra = [badge(fault), fault && action(id, fault, office)];
  return item(punch, tappedMs, "unsent", remarks, extra);
}

function badge(fault) {
  if (!fault) return h("span", { class: "badge" }, icon("unsent", 16), t("punch.sending"));
  if (!fault.final) return h("span", { class: "badge" }, icon("unsent", 16), t("punch.unsent"));
  return h("span", { class: "badge bad" }, icon("warn", 16), t("punch.refused"));
}

function action(id, fault, office) {
  const [text, onclick] = fault.final
    ? [t("punch.remove"), () => office.outbox.remove([id])]
    : [t("punch.retry"), () => office.catchUp()];
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

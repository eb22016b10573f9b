// Times and days as people read them: 24 hours, the zone named, the day in words.
import { languageTag, t } from "./language.js";

const NAMED = {
  "Asia/Jakarta": "WIB",
  "Asia/Pontianak": "WIB",
  "Asia/Makassar": "WITA",
  "Asia/Ujung_Pandang": "WITA",
  "Asia/Jayapura": "WIT",
};
const DAY_MS = 86_400_000;

// WIB, WITA, WIT, or the zone's own name.
export function zoneName(zone) {
  return NAMED[zone] ?? zone.replaceAll("_", " ");
}

// 07:31
export function clock(ms, zone) {
  const { hour, minute } = parts(ms, zone);
  return `${hour}:${minute}`;
}

// 07:31 WIB
export function clockWithZone(ms, zone) {
  return `${clock(ms, zone)} ${zoneName(zone)}`;
}

// Minutes since midnight in the zone.
export function minuteOfDay(ms, zone) {
  const { hour, minute } = parts(ms, zone);
  return Number(hour) * 60 + Number(minute);
}

// 2026-11-25: the date in the zone, never that of UTC.
export function dayOf(ms, zone) {
  const { year, month, day } = parts(ms, zone);
  return `${year}-${month}-${day}`;
}

// The day so many days later or earlier.
export function dayPlus(day, n) {
  return new Date(Date.parse(`${day}T00:00:00Z`) + n * DAY_MS).toISOString().slice(0, 10);
}

// Rabu, 25 November 2026
export function dayInWords(day) {
  const format = new Intl.DateTimeFormat(languageTag() === "en" ? "en-GB" : "id-ID", {
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
    timeZone: "UTC",
  });
  return format.format(Date.parse(`${day}T00:00:00Z`));
}

// Rabu, 25 November 2026, 07:31 WIB
export function moment(ms, zone) {
  return `${dayInWords(dayOf(ms, zone))}, ${clockWithZone(ms, zone)}`;
}

// 2 jam 14 menit
export function duration(seconds) {
  const minutes = Math.max(0, Math.floor(seconds / 60));
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours === 0) return t("duration.minutes", { m: rest });
  return t("duration.hours", { h: hours, m: rest });
}

// Which part of the day it is, for a greeting.
export function partOfDay(ms, zone) {
  const hour = minuteOfDay(ms, zone) / 60;
  if (hour >= 4 && hour < 11) return "morning";
  if (hour >= 11 && hour < 15) return "noon";
  if (hour >= 15 && hour < 18.5) return "afternoon";
  return "evening";
}

const formats = new Map();

function parts(ms, zone) {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
    });
    formats.set(zone, format);
  }
  return Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, value]));
}

// Choosing a time zone: those of Indonesia first.
import { h } from "../dom.js";
import { field } from "../fields.js";
import { t } from "../language.js";
import { zoneName } from "../time.js";

const HERE = ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"];

export function zoneField(name, value, hint) {
  const option = (zone, text) => h("option", { value: zone, selected: zone === value }, text);
  const select = h(
    "select",
    { name },
    h(
      "optgroup",
      { label: t("setup.zones_here") },
      HERE.map((zone) => option(zone, `${zoneName(zone)} · ${zone}`)),
    ),
    h(
      "optgroup",
      { label: t("setup.zones_elsewhere") },
      elsewhere(value).map((zone) => option(zone, zoneName(zone))),
    ),
  );
  return field(t("setup.zone"), select, hint);
}

// What is chosen already stands there too, also where this browser does not know it.
function elsewhere(value) {
  const zones = new Set(Intl.supportedValuesOf?.("timeZone") ?? []);
  if (value) zones.add(value);
  return [...zones].filter(
    (zone) => zone.includes("/") && !zone.startsWith("Etc/") && !HERE.includes(zone),
  );
}

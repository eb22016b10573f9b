// What people call a device: the browser and the system, out of what it says of itself.
import { t } from "./language.js";

// The first that fits: later ones stand in earlier ones' words too.
const BROWSERS = [
  [/Edg/, "Edge"],
  [/OPR\//, "Opera"],
  [/SamsungBrowser/, "Samsung Internet"],
  [/Firefox|FxiOS/, "Firefox"],
  [/Chrome|CriOS/, "Chrome"],
  [/Safari/, "Safari"],
];
const SYSTEMS = [
  [/Android/, "Android"],
  [/iPhone|iPad/, "iOS"],
  [/Windows/, "Windows"],
  [/Mac OS/, "macOS"],
  [/Linux/, "Linux"],
];

export function deviceName(text) {
  const found = [BROWSERS, SYSTEMS].map((names) => names.find(([sign]) => sign.test(text))?.[1]);
  const name = found.filter(Boolean).join(" · ");
  return name || text || t("account.unknown_device");
}

// A number of bytes, as people say it.
import { languageTag } from "../language.js";

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"];

export function sizeOf(bytes) {
  const nThousands = Math.floor(Math.log10(Math.max(1, bytes)) / 3);
  const step = Math.min(UNITS.length - 1, nThousands);
  const style = { style: "unit", unit: UNITS[step], maximumFractionDigits: step > 1 ? 1 : 0 };
  return new Intl.NumberFormat(languageTag(), style).format(bytes / 1000 ** step);
}

// Indonesian unless the person chose English; the choice stays on the device.
import { keep, kept } from "./storage.js";

const KEY = "ngantor.language";
const LANGUAGES = ["id", "en"];

let language = "id";
let texts = {};
let needsLater = false;

// Loads the catalogue of the language that was chosen.
export async function speak() {
  const wanted = kept(KEY);
  language = LANGUAGES.includes(wanted) ? wanted : "id";
  texts = (await import(`./texts/${language}.js`)).default;
  if (needsLater) await speakLater();
  document.documentElement.lang = language;
}

// Loads what the pages say that are loaded when they are opened.
export async function speakLater() {
  needsLater = true;
  texts = { ...texts, ...(await import(`./texts/later/${language}.js`)).default };
}

// Changes the language; the page is drawn again in it.
export async function choose(wanted) {
  keep(KEY, wanted);
  await speak();
  document.dispatchEvent(new Event("language"));
}

export function languageTag() {
  return language;
}

// A text by its key; {name} in it is replaced by values.name.
export function t(key, values = {}) {
  const text = texts[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (mark, name) => values[name] ?? mark);
}

// A text that depends on a number: key.one or key.other.
export function tn(key, n) {
  return t(`${key}.${new Intl.PluralRules(language).select(n)}`, { n });
}

// Something long that is handed on: shown whole, and copied by one press.
import { h, say } from "../dom.js";
import { t } from "../language.js";

export function copyField(label, text) {
  const input = h("input", { type: "text", value: text, readonly: true, "aria-label": label });
  const copy = async () => {
    input.select();
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = t("copy.done");
      say(t("copy.done"));
    } catch {
      // A browser that forbids it leaves the text selected, to be copied by hand.
      say(t("copy.by_hand"));
    }
  };
  const button = h("button", { type: "button", class: "button quiet", onclick: copy }, t("copy"));
  return h("div", { class: "field with-button" }, input, button);
}

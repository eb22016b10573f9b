// What somebody else saved while one was typing, to be compared with it.
import { h } from "../dom.js";
import { t } from "../language.js";

export function meanwhile(...lines) {
  const said = lines.filter(Boolean).map((line) => h("p", { class: "said" }, line));
  return h("div", { class: "note warn" }, h("div", {}, h("strong", {}, t("work.now_there")), said));
}

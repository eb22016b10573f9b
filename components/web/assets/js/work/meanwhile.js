// What somebody else saved while one was typing, to be compared with it: words, or what shows them.
import { h } from "../dom.js";
import { t } from "../language.js";

export function meanwhile(...lines) {
  const paragraph = (line) => (line instanceof Node ? line : h("p", { class: "said" }, line));
  const said = lines.filter(Boolean).map(paragraph);
  return h("div", { class: "note warn" }, h("div", {}, h("strong", {}, t("work.now_there")), said));
}

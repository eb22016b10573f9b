// A link that keeps a file. The session may have run out since the page was drawn, so it is asked
// whether the file is there before the browser is sent for it.
import { api } from "../api.js";
import { h } from "../dom.js";
import { Problem } from "../problem.js";
import { t } from "../language.js";

export function downloadLink(href, name, about = "button quiet") {
  const link = h("a", { href, class: about, download: true }, name);
  link.addEventListener("click", async (event) => {
    event.preventDefault();
    try {
      await api.raw("HEAD", href, {});
      location.assign(href);
    } catch (problem) {
      // The answer to HEAD has no words.
      const isGone = problem instanceof Problem && problem.status < 500;
      const words = isGone ? t("files.not_there") : problem.message;
      link.after(h("p", { class: "field-fault", role: "alert" }, words));
    }
  });
  return link;
}

export function contentOf(id) {
  return `/api/uploads/files/${encodeURIComponent(id)}/content`;
}

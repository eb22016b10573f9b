// What a document was before: each version, a new one, and an old one that becomes the newest.
import { api } from "../api.js";
import { draw, h } from "../dom.js";
import { failedNote } from "../failed-note.js";
import { t } from "../language.js";
import { moment } from "../time.js";
import { uuidv7 } from "../uuid.js";
import { onceAtATime } from "../work/busy.js";
import { attachField } from "./attach.js";
import { contentOf, downloadLink } from "./download.js";
import { sizeOf } from "./size.js";

export function versionsFold({ document_id: document }, office, changed) {
  const path = `/api/uploads/documents/${document}`;
  const list = h("ul", { class: "rows" });
  const left = new AbortController();
  const more = { office, signal: left.signal };
  const fold = h(
    "details",
    { class: "fold" },
    h("summary", { class: "button quiet" }, t("files.versions")),
    h("div", { class: "form" }, list, attachField(more, t("files.new_version"), changed, document)),
  );
  const load = async () => {
    try {
      const versions = await api.get(`${path}/versions`);
      draw(list, versions.map(row));
    } catch (problem) {
      draw(list, h("li", {}, failedNote(problem, load)));
    }
  };
  const restore = (one) =>
    onceAtATime(async () => {
      try {
        await api.post(`${path}/restoration`, { upload_id: one.id, new_id: uuidv7() });
        changed();
      } catch (problem) {
        draw(list, h("li", {}, failedNote(problem, load)));
      }
    });
  const row = (one, index) => {
    const when = moment(Date.parse(one.finished_at), office.zone);
    const button = { type: "button", class: "button quiet", onclick: restore(one) };
    return h(
      "li",
      { class: "form" },
      h("p", { class: "small figures" }, `${one.name ?? ""} · ${sizeOf(one.size)} · ${when}`),
      h(
        "div",
        { class: "row" },
        downloadLink(contentOf(one.id), t("files.download")),
        index > 0 && h("button", button, t("files.restore")),
      ),
    );
  };
  fold.addEventListener("toggle", () => fold.open && load());
  return fold;
}

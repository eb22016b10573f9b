// One of my files: what it is, and what can be done with it.
import { api } from "../api.js";
import { draw, h } from "../dom.js";
import { failedNote } from "../failed-note.js";
import { icon } from "../icons.js";
import { t } from "../language.js";
import { moment } from "../time.js";
import { onceAtATime } from "../work/busy.js";
import { contentOf, downloadLink } from "./download.js";
import { linksFold } from "./links-fold.js";
import { sizeOf } from "./size.js";
import { versionsFold } from "./versions-fold.js";

const BUTTON = { type: "button", class: "button quiet" };

export function fileRow(file, { office, changed }) {
  const notes = h("div");
  const remove = onceAtATime(async () => {
    try {
      await api.remove(`/api/uploads/files/${file.id}`);
      changed();
    } catch (problem) {
      draw(notes, failedNote(problem, changed));
    }
  });
  const isReady = file.state === "ready";
  const name = file.name ?? file.id;
  return h(
    "li",
    { class: "form" },
    h("div", {}, h("strong", { class: "said" }, name), about(file, office)),
    h(
      "div",
      { class: "row" },
      isReady && downloadLink(contentOf(file.id), t("files.download")),
      h("button", { ...BUTTON, onclick: ask(remove) }, t("files.remove")),
    ),
    isReady && linksFold(file, office),
    file.document_id && versionsFold(file, office, changed),
    notes,
  );
}

function about(file, { zone }) {
  const { state, size, received, created_at: at } = file;
  const length = size === null ? "" : `${sizeOf(size)} · `;
  const when = `${length}${moment(Date.parse(at), zone)}`;
  const far = { part: sizeOf(received), whole: sizeOf(size ?? received) };
  const isUnfinished = ["receiving", "waiting"].includes(state);
  const words = isUnfinished ? t("files.unfinished", far) : t(`files.now.${state}`);
  return [
    h("p", { class: "soft small figures" }, when),
    state !== "ready" && h("p", { class: "fact small" }, icon("note"), h("span", {}, words)),
  ];
}

// What is taken away does not come back: the button asks once more.
function ask(remove) {
  return (event) => {
    const button = event.currentTarget;
    if (button.dataset.asked) return remove(event);
    button.dataset.asked = "true";
    button.textContent = t("files.remove_really");
  };
}

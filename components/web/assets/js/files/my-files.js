// My files: what is sent now, and what is there.
import { draw, h } from "../dom.js";
import { t } from "../language.js";
import { List } from "../work/list.js";
import { attachField } from "./attach.js";
import { fileRow } from "./file-row.js";

export class MyFiles {
  constructor(element, { office, signal }) {
    const content = h("div", { class: "form" });
    const changed = () => list.load();
    const view = (files) => files.map((file) => fileRow(file, { office, changed }));
    const list = new List(content, {
      path: "/api/uploads/files?limit=50",
      view,
      none: t("files.none"),
    });
    const field = attachField({ office, signal }, t("files.choose"), changed);
    draw(
      element,
      h("section", { class: "card form" }, field),
      h("section", { class: "card form" }, h("h2", {}, t("files.mine")), content),
    );
    list.load();
  }
}

// What was handed in with the work: its name and version. The files themselves are kept elsewhere.
import { draw, h } from "../dom.js";
import { t } from "../language.js";
import { moment } from "../time.js";
import { Additions } from "./additions.js";

export class Deliverables extends Additions {
  what = "deliverables";
  list = h("div");

  constructor(...given) {
    super(...given);
    draw(this.element, h("h2", {}, t("deliverables.title")), this.list);
  }

  show(those, names) {
    this.element.hidden = those.length === 0;
    const line = (one) => {
      const about = h("p", { class: "soft small" }, this.about(one, names));
      return h("li", {}, h("div", {}, h("strong", {}, one.title), about));
    };
    draw(this.list, h("ul", { class: "rows" }, those.map(line)));
  }

  about({ upload_version: version, added_by: by, added_at: at }, names) {
    const when = moment(Date.parse(at), this.office.zone);
    return t("deliverables.about", { version, name: names.get(by) ?? "", at: when });
  }
}

// What was handed in with the work: each file, and a field to hand in more of one's own part.
import { api } from "../api.js";
import { draw, h } from "../dom.js";
import { failedNote } from "../failed-note.js";
import { attachField } from "../files/attach.js";
import { downloadLink } from "../files/download.js";
import { t } from "../language.js";
import { moment } from "../time.js";
import { uuidv7 } from "../uuid.js";
import { Additions } from "./additions.js";

const CLOSED = ["completed", "cancelled"];

export class Deliverables extends Additions {
  what = "deliverables";
  list = h("div");

  constructor(...given) {
    super(...given);
    this.field = attachField(this, t("files.choose"), (sending) =>
      this.deliver(sending.file.name, sending.id, uuidv7()),
    );
    draw(this.element, h("h2", {}, t("deliverables.title")), this.list, this.field);
  }

  // Of a part that is handed in, whoever reviews it reads what was handed in and nothing later.
  get mayDeliver() {
    const { state, parts } = this.whole;
    const own = parts.find((part) => part.person_id === this.office.me.id);
    return !CLOSED.includes(state) && own !== undefined && own.state !== "submitted";
  }

  async deliver(title, uploadId, id) {
    try {
      const body = { title: title.slice(0, 200), upload_id: uploadId, upload_version: 1 };
      await api.put(`${this.path}/${id}`, body);
      await this.load();
    } catch (problem) {
      draw(this.list, failedNote(problem, () => this.deliver(title, uploadId, id)));
    }
  }

  show(those, names) {
    this.field.hidden = !this.mayDeliver;
    this.element.hidden = those.length === 0 && !this.mayDeliver;
    const line = (one) => {
      const about = h("p", { class: "soft small" }, this.about(one, names));
      const get = one.href && downloadLink(one.href, t("files.download"));
      return h("li", { class: "form" }, h("div", {}, h("strong", {}, one.title), about), get);
    };
    draw(this.list, h("ul", { class: "rows" }, those.map(line)));
  }

  about({ upload_version: version, added_by: by, added_at: at }, names) {
    const when = moment(Date.parse(at), this.office.zone);
    return t("deliverables.about", { version, name: names.get(by) ?? "", at: when });
  }
}

// Choosing files, and sending them: a field for each form that takes files.
import { h } from "../dom.js";
import { field } from "../fields.js";
import { t } from "../language.js";
import { Sending } from "./sending.js";
import { sendingView } from "./sending-view.js";

// `sent(sending)` is called for each file that has arrived. A page that is left stops what is on
// its way; the same file, chosen again, goes on.
export function attachField({ office, signal }, label, sent, documentId = null) {
  const list = h("ul", { class: "rows" });
  const input = h("input", { type: "file", multiple: !documentId });
  input.addEventListener("change", () => {
    for (const file of input.files) start(file);
    input.value = "";
  });
  const start = async (file) => {
    const sending = new Sending(file, office.me.id, documentId);
    list.append(sendingView(sending));
    signal.addEventListener("abort", () => sending.pause(), { once: true });
    const arrived = () => sending.state === "done" && sent(sending);
    sending.addEventListener("change", arrived);
    await sending.run();
  };
  return h("div", { class: "form" }, field(label, input, t("files.hint")), list);
}

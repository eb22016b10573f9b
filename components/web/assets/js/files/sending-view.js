// A file on its way: how far it is, and a button to stop it or to go on.
import { draw, h, say } from "../dom.js";
import { icon } from "../icons.js";
import { t } from "../language.js";
import { sizeOf } from "./size.js";

export function sendingView(sending) {
  const { file } = sending;
  const bar = h("progress", { max: Math.max(1, file.size), "aria-label": file.name });
  const words = h("p", { class: "soft small figures", role: "status" });
  const press = h("button", { type: "button", class: "button quiet" });
  press.addEventListener("click", () => (isUnderWay(sending) ? sending.pause() : sending.run()));
  const show = () => {
    bar.value = sending.state === "done" ? bar.max : sending.offset;
    draw(words, sending.state === "failed" && icon("warn"), told(sending));
    press.hidden = sending.state === "done";
    press.textContent = t(isUnderWay(sending) ? "activity.act.pause" : "activity.act.resume");
    if (sending.state === "done") say(`${file.name}: ${t("files.state.done")}`);
  };
  sending.addEventListener("change", show);
  show();
  return h("li", { class: "form" }, h("strong", { class: "said" }, file.name), bar, words, press);
}

function isUnderWay({ state }) {
  return state === "sending" || state === "waiting";
}

function told({ state, offset, file, problem }) {
  if (state === "failed") return problem.message;
  const far = t("files.far", { part: sizeOf(offset), whole: sizeOf(file.size) });
  return `${far} · ${t(`files.state.${state}`)}`;
}

// Links by which outsiders get a file: what there is, a new one, the end of one.
import { api } from "../api.js";
import { draw, h, say } from "../dom.js";
import { failedNote } from "../failed-note.js";
import { field } from "../fields.js";
import { t } from "../language.js";
import { moment } from "../time.js";
import { uuidv7 } from "../uuid.js";
import { onceAtATime } from "../work/busy.js";

const DAYS = [7, 30, 90];

export function linksFold(file, office) {
  const path = `/api/uploads/files/${file.id}/links`;
  const place = h("div", { class: "form" });
  const fold = h(
    "details",
    { class: "fold" },
    h("summary", { class: "button quiet" }, t("files.links")),
    place,
  );
  const load = async (made = null) => {
    try {
      show(await api.get(path), made);
    } catch (problem) {
      draw(place, failedNote(problem, () => load()));
    }
  };
  const act = (work) =>
    onceAtATime(async () => {
      try {
        await load(await work());
      } catch (problem) {
        draw(place, failedNote(problem, () => load()));
      }
    });
  const show = (links, made) => {
    const option = (n) => h("option", { value: n, selected: n === 7 }, t("files.days", { n }));
    const days = h("select", {}, DAYS.map(option));
    const make = act(() => api.put(`${path}/${uuidv7()}`, { days: Number(days.value) }));
    const end = (link) => act(() => api.remove(`${path}/${link.id}`).then(() => null));
    const button = (words, onclick) =>
      h("button", { type: "button", class: "button quiet", onclick }, t(words));
    const row = (link) => {
      const until = moment(Date.parse(link.expires_at), office.zone);
      const told = t("files.link_about", { until, n: link.n_opened });
      const about = h("span", { class: "small" }, told);
      return h("li", { class: "row" }, about, button("files.end", end(link)));
    };
    draw(
      place,
      h("p", { class: "soft small" }, t("files.links_lead")),
      made && addressOf(made),
      h("ul", { class: "rows" }, links.map(row)),
      field(t("files.lasts"), days),
      button("files.make_link", make),
    );
  };
  fold.addEventListener("toggle", () => fold.open && load());
  return fold;
}

// It is told once; nobody keeps it.
function addressOf({ path }) {
  const address = new URL(path, location.origin).href;
  const input = h("input", { readonly: true, value: address });
  input.addEventListener("focus", () => input.select());
  const copy = async () => {
    await navigator.clipboard.writeText(address).then(
      () => say(t("work.saved")),
      () => input.focus(),
    );
  };
  return h(
    "div",
    { class: "form" },
    field(t("files.address"), input, t("files.address_once")),
    h("button", { type: "button", class: "button", onclick: copy }, t("files.copy")),
  );
}

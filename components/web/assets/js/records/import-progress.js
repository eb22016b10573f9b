// How far an import is. The card stays while the figures change: whoever has the focus or a finger
// on its button keeps it.
import { h } from "../dom.js";
import { away, card } from "./import-view.js";
import { t } from "../language.js";

export class ImportProgress {
  #bar = h("progress", { max: 100 });
  #figures = h("p", { class: "soft figures" });

  constructor(discard) {
    this.away = away(discard);
    this.element = card("", this.#bar, this.#figures, this.away);
  }

  show(found) {
    const [done, all] = measure(found);
    const percent = all > 0 ? Math.floor((100 * done) / all) : 0;
    const label = t(`imports.state.${found.state}`);
    this.element.querySelector("h2").textContent = label;
    this.#bar.value = percent;
    this.#bar.setAttribute("aria-label", label);
    this.#figures.textContent = t("imports.percent", { percent });
    this.away.hidden = found.state === "loading";
  }
}

function measure(found) {
  const loaded = found.n_added + found.n_changed + found.n_same;
  return {
    receiving: [found.n_bytes_received, found.n_bytes],
    checking: [found.n_checked, found.n_rows],
    loading: [loaded, found.n_rows - found.n_bad],
  }[found.state];
}

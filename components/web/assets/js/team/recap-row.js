// Somebody's month in a few figures; what is nought is left out.
import { h } from "../dom.js";
import { t } from "../language.js";
import { duration } from "../time.js";

const DAYS = ["present", "flexible", "duty_travel", "leave", "absent", "provisional"];
const TIMES = ["worked", "late", "early", "short"];

export function recapRow({ name, totals }) {
  const days = DAYS.map((what) => [t(`recap.n_${what}`), totals[`n_${what}`]]);
  const times = TIMES.map((what) => [t(`recap.${what}`), totals[`${what}_min`]]);
  const counted = days.filter(([, n]) => n > 0).map(([word, n]) => `${word} ${n}`);
  const long = times.filter(([, min]) => min > 0);
  return h(
    "li",
    {},
    h(
      "div",
      {},
      h("strong", {}, name ?? t("work.somebody")),
      h("p", { class: "small figures" }, counted.join(" · ")),
      h(
        "p",
        { class: "soft small figures" },
        long.map(([word, minutes]) => `${word} ${duration(minutes * 60)}`).join(" · "),
      ),
    ),
  );
}

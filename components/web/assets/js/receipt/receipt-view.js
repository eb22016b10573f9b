// How a receipt looks: of what it is, its QR code, how to keep it and how to check it.
import { h } from "../dom.js";
import { icon } from "../icons.js";
import { t } from "../language.js";
import { moment } from "../time.js";

// The address of the file and that of the picture.
export function receiptView(receipt, file, picture) {
  const { id, direction, counted_at: countedMs, zone, day } = JSON.parse(receipt.entry.new);
  const name = `ngantor-receipt-${day}-${id}`;
  const what = t(`direction.${direction}`);
  return [
    h("h2", {}, t("receipt.of", { what, when: moment(countedMs, zone) })),
    qrCode(picture),
    h(
      "div",
      { class: "with-button" },
      h("a", { class: "button", href: file, download: `${name}.json` }, t("receipt.save")),
      h(
        "a",
        { class: "button quiet", href: picture, download: `${name}.png` },
        t("receipt.save_picture"),
      ),
    ),
    h("p", { class: "note" }, icon("note"), h("span", {}, t("receipt.private"))),
    howToCheck(receipt, `${name}.json`),
    h("p", {}, h("a", { class: "button quiet", href: `/day?date=${day}` }, t("receipt.back"))),
  ];
}

function qrCode(src) {
  const image = h("img", { class: "qr", src, alt: t("receipt.picture"), onerror: tooLong });
  return h("p", {}, image);
}

function tooLong({ target }) {
  target.replaceWith(t("receipt.too_long"));
}

function howToCheck({ checkpoint, leaf_index: leaf, key }, name) {
  const [origin, size] = checkpoint.split("\n");
  return h(
    "details",
    {},
    h("summary", { class: "button quiet" }, t("receipt.check")),
    h("p", { class: "soft" }, t("receipt.place", { seq: leaf + 1, size, origin })),
    h("p", {}, t("receipt.check_how")),
    h("pre", { tabindex: 0 }, `ngantor verify receipt ${name} \\\n  --key '${key}'`),
  );
}

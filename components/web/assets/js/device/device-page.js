// Letting a device in: the code that it shows, then who asks for what.
import { h } from "../dom.js";
import { alertPlace, field } from "../fields.js";
import { t } from "../language.js";
import { Device } from "./device.js";

export const page = {
  title: "device.title",
  behindTheDoor: true,
  modules: { device: Device },
  view() {
    const input = h("input", { name: "/code", required: true, autocomplete: "off" });
    input.autocapitalize = "characters";
    input.spellcheck = false;
    const form = h(
      "form",
      { class: "form", novalidate: true },
      alertPlace(),
      field(t("device.code"), input, t("device.hint")),
      h("button", { type: "submit", class: "button" }, t("device.look")),
    );
    return h(
      "div",
      { class: "wide page" },
      h("h1", {}, t("device.title")),
      h("div", { class: "card narrow", "data-module": "device" }, form),
    );
  },
};

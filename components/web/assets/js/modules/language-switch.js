// ID | EN.
import { choose } from "../language.js";

export class LanguageSwitch {
  constructor(element) {
    element.addEventListener("click", async (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      await choose(button.value);
      // The header was drawn anew; the focus belongs where it was.
      document.querySelector(`.languages [value=${button.value}]`)?.focus();
    });
  }
}

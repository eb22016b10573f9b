// Shows what is being typed, on request.
import { draw, h } from "../dom.js";
import { t } from "../language.js";

export class PasswordField {
  constructor(element) {
    const input = element.querySelector("input");
    const button = element.querySelector("button");
    const show = (shown) => {
      input.type = shown ? "text" : "password";
      button.setAttribute("aria-pressed", String(shown));
      draw(
        button,
        t(shown ? "password.hide" : "password.show"),
        h("span", { class: "unseen" }, ` ${t("password.of")}`),
      );
    };
    button.addEventListener("click", () => show(input.type === "password"));
    // A shown password must not end up among the browser's remembered form texts.
    input.form.addEventListener("submit", () => show(false));
    show(false);
  }
}

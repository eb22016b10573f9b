// Sets a password by the token of a link; signing in is the next page.
import { api } from "../api.js";
import { draw } from "../dom.js";
import { onSubmit, showProblem } from "../fields.js";
import { resetLink } from "../link-token.js";
import { linkClosed } from "../pages/link-closed.js";

export class ResetForm {
  constructor(form, { signal }) {
    this.form = form;
    onSubmit(form, signal, (body) => this.submit(body));
    if (!resetLink.text()) this.close("reset.no_token");
  }

  async submit(body) {
    const use = { token: resetLink.text(), ...body };
    try {
      await api.open("POST", "/api/people/password-links/use", use);
    } catch (problem) {
      if (problem.code !== "password_link_over") return showProblem(this.form, problem);
      resetLink.forget();
      return this.close("reset.over");
    }
    resetLink.forget();
    this.close("reset.done", "done");
  }

  close(why, sign) {
    const card = this.form.closest(".gate-card");
    draw(card, linkClosed("reset.title", why, sign));
    card.querySelector("h1").focus();
  }
}

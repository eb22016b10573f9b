// Sets the institution up with the one-time token, then signs the administrator in.
import { api } from "../api.js";
import { draw } from "../dom.js";
import { onSubmit, showProblem } from "../fields.js";
import { setupLink } from "../link-token.js";
import { linkClosed } from "../pages/link-closed.js";

export class SetupForm {
  constructor(form, { signal }) {
    this.form = form;
    onSubmit(form, signal, (body) => this.submit(body));
    this.check();
  }

  // Whether there is anything to set up, and whether the link was whole.
  async check() {
    try {
      const { open } = await api.open("GET", "/api/people/setup");
      if (!open) this.close("setup.done");
      else if (!setupLink.text()) this.close("setup.no_token");
    } catch (problem) {
      showProblem(this.form, problem);
    }
  }

  async submit(body) {
    try {
      await api.open("POST", "/api/people/setup", { token: setupLink.text(), ...body });
    } catch (problem) {
      if (problem.status === 409) return this.close("setup.done");
      if (problem.status === 403) return this.close("setup.bad_token");
      return showProblem(this.form, problem);
    }
    setupLink.forget();
    const { username, password } = body.administrator;
    await signInAtOnce(username, password);
  }

  close(key) {
    draw(this.form.closest(".gate-card"), linkClosed("setup.title", key));
  }
}

async function signInAtOnce(username, password) {
  try {
    await api.open("POST", "/api/people/sessions", { username, password, delivery: "cookie" });
    location.replace("/");
  } catch {
    // The institution stands; signing in can be tried again on its own page.
    location.replace("/sign-in");
  }
}

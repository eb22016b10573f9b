// Signs in; asks for a code where one is needed, and for a new password where somebody else made
// the old one; after too many attempts counts down until the next one is allowed.
import { api } from "../api.js";
import { draw } from "../dom.js";
import { onSubmit, sayProblem, showProblem } from "../fields.js";
import { t } from "../language.js";
import { codeField } from "../pages/code.js";
import { passwordField } from "../pages/password.js";
import { wanted } from "../session.js";
import { PasswordField } from "./password-field.js";

// When the server does not say how long to wait, in s.
const USUAL_WAIT_S = 30;
// Offered when nobody can say what is open: the office refuses the rest.
const WAYS_IN = ["password", "passkey", "provider"];

export class SignInForm {
  constructor(form, context) {
    const { signal } = context;
    Object.assign(this, { form, signal });
    const setup = api.open("GET", "/api/people/setup");
    // The other parts of the page offer their way in where it is open.
    context.waysIn = setup.then(({ ways_in: waysIn }) => waysIn, () => WAYS_IN);
    this.button = form.querySelector("[type=submit]");
    onSubmit(form, signal, (body) => this.submit(body));
    this.greet(setup);
    // The session's cookies are Secure: without TLS a browser drops them without a word.
    if (!isSecureContext) sayProblem(form, t("sign_in.insecure"));
  }

  // Names the institution, or says that there is none yet.
  async greet(setup) {
    const card = this.form.closest(".gate");
    try {
      const { open, institution, ways_in: waysIn } = await setup;
      if (institution) draw(card.querySelector("[data-institution]"), institution.name);
      if (open) sayProblem(this.form, t("sign_in.not_set_up"));
      if (!waysIn.includes("password")) this.stepAside();
    } catch (problem) {
      showProblem(this.form, problem);
    }
  }

  // Only administrators come by a password: it stands last and closed, unless somebody types there.
  stepAside() {
    const details = this.form.closest("details");
    details.before(...details.parentElement.querySelectorAll(":scope > details ~ *"));
    details.firstElementChild.hidden = false;
    details.open = this.form.contains(document.activeElement) || !isSecureContext;
  }

  async submit(body) {
    try {
      await api.open("POST", "/api/people/sessions", { ...body, delivery: "cookie" });
      location.replace(wanted(location.search, location.origin));
    } catch (problem) {
      showProblem(this.form, problem);
      if (problem.code === "password_must_change") this.askNewPassword();
      else if (problem.code === "second_factor_required") this.ask(codeField(t("code.hint")));
      else if (problem.code === "wrong_code") this.form.elements["/code"].select();
      else if (problem.status === 429) this.countDown(problem.retryAfterS ?? USUAL_WAIT_S);
      else if (problem.status === 401) this.form.elements["/password"].select();
    }
  }

  askNewPassword() {
    const label = t("password.new");
    const field = passwordField("/new_password", "new-password", t("password.hint"), label);
    this.ask(field);
    new PasswordField(field.querySelector("[data-module]"));
  }

  // One more field.
  ask(field) {
    this.button.before(field);
    field.querySelector("input").focus();
  }

  countDown(seconds) {
    const until = Date.now() + seconds * 1000;
    const step = () => {
      const left = Math.ceil((until - Date.now()) / 1000);
      this.button.setAttribute("aria-disabled", String(left > 0));
      draw(this.button, left > 0 ? t("sign_in.wait", { s: left }) : t("sign_in.submit"));
      if (left <= 0) clearInterval(timer);
    };
    const timer = setInterval(step, 1000);
    this.signal.addEventListener("abort", () => clearInterval(timer));
    step();
  }
}

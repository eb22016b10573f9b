// Adds a passkey on this device, by the password.
import { api } from "../api.js";
import { say } from "../dom.js";
import { onSubmit, sayProblem, showProblem } from "../fields.js";
import { t } from "../language.js";
import { Problem } from "../problem.js";
import { uuidv7 } from "../uuid.js";
import { makePasskey, passkeyWords } from "../webauthn.js";

const PATH = "/api/people/me";

export class PasskeyForm {
  constructor(form, context) {
    Object.assign(this, { form, context });
    onSubmit(form, context.signal, ({ name, password }) => this.submit(name, password));
    api.get("/api/people/setup").then(({ ways_in: waysIn }) => {
      if (!waysIn.includes("passkey")) form.replaceWith(t("passkeys.closed"));
    }, () => {});
  }

  async submit(name, password) {
    try {
      const begun = await api.post(`${PATH}/passkey-registrations`, { password });
      const credential = await makePasskey(begun.public_key);
      await api.put(`${PATH}/passkeys/${uuidv7()}`, { name, credential });
    } catch (problem) {
      if (problem instanceof Problem) showProblem(this.form, problem);
      else sayProblem(this.form, passkeyWords(problem));
      return;
    }
    this.form.reset();
    await this.context.passkeyList.load();
    say(t("passkeys.added"));
  }
}

// Leads to a provider by the password; what comes back to /sign-in/return is linked with me.
import { api } from "../api.js";
import { draw, h } from "../dom.js";
import { failedNote } from "../failed-note.js";
import { onSubmit, showProblem } from "../fields.js";
import { t } from "../language.js";
import { keepWanted } from "../way-back.js";

const PATH = "/api/people/identity-providers";

export class LinkForm {
  constructor(form, { signal }) {
    this.form = form;
    onSubmit(form, signal, ({ provider, password }) => this.go(provider, password));
    this.load();
  }

  async load() {
    try {
      const providers = await api.get(PATH);
      this.show(providers.filter((provider) => provider.is_on));
    } catch (problem) {
      this.form.replaceWith(failedNote(problem, () => location.reload()));
    }
  }

  show(providers) {
    if (providers.length === 0) return this.form.replaceWith(t("links.none"));
    const options = providers.map(({ id, name }) => h("option", { value: id }, name));
    draw(this.form.querySelector("select"), options);
  }

  async go(provider, password) {
    try {
      const path = `${PATH}/${provider}/links`;
      const { authorization_url: url } = await api.post(path, { password });
      keepWanted("/account");
      location.assign(url);
    } catch (problem) {
      showProblem(this.form, problem);
    }
  }
}

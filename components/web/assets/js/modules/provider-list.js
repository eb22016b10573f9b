// A button for each identity provider by which people sign in. The browser goes there, and comes
// back to the page /sign-in/return.
import { api } from "../api.js";
import { draw, h } from "../dom.js";
import { alertPlace, sayProblem } from "../fields.js";
import { t } from "../language.js";
import { wanted } from "../session.js";
import { keepWanted } from "../way-back.js";

const PATH = "/api/people/identity-providers";

export class ProviderList {
  constructor(element, { waysIn }) {
    this.element = element;
    this.load(waysIn);
  }

  // A list that does not come is none: there is still the password.
  async load(waysIn) {
    const providers = await api.open("GET", PATH).catch(() => []);
    const isOpen = (await waysIn).includes("provider");
    const on = providers.filter((provider) => isOpen && provider.is_on);
    draw(this.element, alertPlace(), on.map((provider) => this.button(provider)));
    this.element.hidden = on.length === 0;
  }

  button({ id, name }) {
    const go = (event) => this.go(event.currentTarget, id);
    const properties = { type: "button", class: "button quiet", onclick: go };
    return h("button", properties, t("sign_in.by", { name }));
  }

  async go(button, id) {
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    try {
      const { authorization_url: url } = await api.open("POST", `${PATH}/${id}/sign-ins`);
      keepWanted(wanted(location.search, location.origin));
      location.assign(url);
    } catch (problem) {
      sayProblem(this.element, problem.message);
      button.setAttribute("aria-busy", "false");
    }
  }
}

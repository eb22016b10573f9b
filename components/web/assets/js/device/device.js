// Looks a device up by its code, shows what it asks for, and lets it in or not.
import { api } from "../api.js";
import { draw, h, say } from "../dom.js";
import { onSubmit, showProblem } from "../fields.js";
import { t } from "../language.js";

const CODE = /^[A-Z]{4}-[A-Z]{4}$/;
const PATH = "/api/people/device-authorizations/";

export class Device {
  constructor(element, { signal }) {
    Object.assign(this, { element, form: element.querySelector("form") });
    onSubmit(this.form, signal, (body) => this.look(body.code));
    // A picture on the device leads here with the code behind the #, where no log sees it.
    const code = location.hash.slice(1);
    // The skip link too leaves a word there.
    if (!CODE.test(code)) return;
    history.replaceState(null, "", location.pathname);
    this.form.elements["/code"].value = code;
  }

  async look(code) {
    try {
      this.ask(await api.get(PATH + encodeURIComponent(code)));
    } catch (problem) {
      this.refuse(problem);
    }
  }

  ask({ user_code: code, name, scopes }) {
    const wishes = scopes.map((scope) => h("li", {}, wish(scope)));
    const answer = (approve) => {
      const onclick = () => this.answer(code, approve);
      const kind = { type: "button", class: approve ? "button" : "button quiet", onclick };
      return h("button", kind, t(approve ? "device.allow" : "device.deny"));
    };
    const title = h("h2", { tabindex: "-1" }, t("device.asks", { name }));
    const warning = h("p", { class: "soft" }, t("device.warning"));
    const answers = h("div", {}, answer(true), " ", answer(false));
    const content = h("div", { class: "form" }, title, h("ul", {}, wishes), warning, answers);
    draw(this.element, content);
    title.focus();
  }

  async answer(code, approve) {
    try {
      await api.put(`${PATH}${encodeURIComponent(code)}/approval`, { approve });
      const words = t(approve ? "device.allowed" : "device.denied");
      draw(this.element, h("p", {}, words));
      say(words);
    } catch (problem) {
      this.refuse(problem);
    }
  }

  // A wrong code is said at the code.
  refuse(problem) {
    draw(this.element, this.form);
    showProblem(this.form, problem);
  }
}

function wish(scope) {
  const [name, reach] = scope.split(":");
  return t(`device.${reach}`, { name });
}

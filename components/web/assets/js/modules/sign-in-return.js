// Ends a sign-in by another identity provider: what it sent this browser back with becomes a
// session, or a reason why not.
import { api } from "../api.js";
import { draw, h } from "../dom.js";
import { icon } from "../icons.js";
import { t } from "../language.js";
import { takeWanted } from "../way-back.js";

// What the provider may send; whatever else stands in the address is not for the server.
const SENT = ["state", "code", "iss", "error"];

// A code is good once, and the page is drawn again in another language.
let finished = null;

export class SignInReturn {
  constructor(element) {
    this.element = element;
    finished ??= finish();
    finished.then((problem) => problem && this.show(problem));
  }

  show(problem) {
    const words = h("p", { class: "note bad", role: "alert" }, icon("warn"));
    words.append(h("span", {}, problem.message));
    draw(
      this.element,
      words,
      h("a", { class: "button", href: "/sign-in" }, t("link.to_sign_in")),
    );
  }
}

// Answers what went wrong, or leaves.
async function finish() {
  const sent = new URLSearchParams(location.search);
  // Neither the history nor a reload may hold it.
  history.replaceState(null, "", location.pathname);
  const form = {};
  for (const name of SENT) if (sent.has(name)) form[name] = sent.get(name);
  if (!form.state) return { message: t("return.nothing") };
  const id = encodeURIComponent(sent.get("provider") ?? "");
  try {
    await api.open("POST", `/api/people/identity-providers/${id}/sessions`, form);
  } catch (problem) {
    return problem;
  }
  location.replace(takeWanted());
  return null;
}

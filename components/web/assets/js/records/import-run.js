// One import from its file to what was loaded. Where it stands is the server's word each time, so
// that it goes on after a reload, a cut line or on another device.
import { api } from "../api.js";
import { draw, say } from "../dom.js";
import { ImportFaults } from "./import-faults.js";
import { hasFile, sendAgain, sendNext } from "./import-file.js";
import { ImportProgress } from "./import-progress.js";
import { askFile, failed, outcome, question } from "./import-view.js";
import { t } from "../language.js";

export class ImportRun {
  #state = "";
  #isLeft = false;

  #isOver = () => this.signal.aborted || this.#isLeft;

  discard = () => {
    this.#isLeft = true;
    const leave = () => location.assign(location.pathname);
    return api.remove(this.path).then(leave, (problem) => this.fail(problem));
  };

  constructor(element, path, signal) {
    Object.assign(this, { element, path, signal, notice: null });
    this.go();
  }

  // Goes on for as long as nobody has to decide something.
  async go(first = () => api.get(this.path)) {
    try {
      let found = await first();
      while (found && !this.#isOver()) {
        this.tell(found.state);
        found = await this.step(found);
      }
    } catch (problem) {
      if (this.#isOver()) return;
      if (problem.code !== "import_outdated") return this.fail(problem);
      // It is checked once more, and then asked about again.
      this.notice = failed(problem);
      this.draw(this.notice);
      this.go();
    }
  }

  step(found) {
    if (found.state === "receiving") return this.receive(found);
    if (found.state === "checking") return this.move(found, "check");
    if (found.state === "loading") return this.move(found, "load");
    return this.show(found);
  }

  receive(found) {
    if (found.n_bytes_received === found.n_bytes) return this.move(found, "check");
    if (!hasFile(this.path)) return this.askAgain(found);
    this.progress(found);
    return sendNext(this.path, found);
  }

  askAgain(found) {
    const take = (file) => this.go(() => sendAgain(this.path, found, file));
    this.draw(askFile(found, take, this.discard));
  }

  move(found, what) {
    this.progress(found);
    return api.post(`${this.path}/${what}`);
  }

  progress(found) {
    this.card ??= new ImportProgress(this.discard);
    this.card.show(found);
    if (!this.card.element.isConnected) this.draw(this.notice, this.card.element);
  }

  show(found) {
    const load = () => {
      this.notice = null;
      this.go(() => api.post(`${this.path}/load`));
    };
    const isChecked = found.state === "checked";
    const summary = isChecked ? question(found, load, this.discard) : outcome(found);
    this.draw(this.notice, summary, found.n_bad > 0 && new ImportFaults(this.path).element);
    this.element.querySelector("h2").focus();
  }

  fail(problem) {
    this.#isLeft = false;
    this.draw(failed(problem, () => this.go(), this.discard));
  }

  draw(...content) {
    if (!this.signal.aborted) draw(this.element, content);
  }

  tell(state) {
    if (state !== this.#state) say(t(`imports.state.${state}`));
    this.#state = state;
  }
}

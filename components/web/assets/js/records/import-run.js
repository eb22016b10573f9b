// One import from its file to what was loaded. Where it stands is the server's word each time, so
// that it goes on after a reload, a cut line or on another device.
import { api } from "../api.js";
import { draw, say } from "../dom.js";
import { ImportFaults } from "./import-faults.js";
import { askFile, failed, outcome, progress, question } from "./import-view.js";
import { t } from "../language.js";

// Small enough for a slow line to take one within its minute, in bytes.
const PART_BYTES = 128 * 1024;

export class ImportRun {
  #state = "";

  constructor(element, path, { file, signal }) {
    Object.assign(this, { element, path, file, signal, notice: null });
    this.go();
  }

  // Goes on for as long as nobody has to decide something.
  async go(first = () => api.get(this.path)) {
    try {
      let found = await first();
      while (found && !this.signal.aborted) {
        this.tell(found.state);
        found = await this.step(found);
      }
    } catch (problem) {
      if (problem.code !== "import_outdated") return this.fail(problem);
      // It is checked once more, and then asked about again.
      this.notice = failed(problem);
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
    if (!this.file) return this.askAgain(found);
    this.draw(progress(found, () => this.discard()));
    return this.send(found.n_parts + 1);
  }

  send(n) {
    const part = this.file.slice((n - 1) * PART_BYTES, n * PART_BYTES);
    return api.put(`${this.path}/parts/${n}`, part);
  }

  // After a reload the browser has let go of the file. The last part that arrived is sent again:
  // the server tells whether it is the same file.
  askAgain(found) {
    const take = (file) => {
      this.file = file;
      this.go(() => this.send(Math.max(1, found.n_parts)));
    };
    this.draw(askFile(found, take, () => this.discard()));
  }

  move(found, what) {
    this.draw(this.notice, progress(found, () => this.discard()));
    return api.post(`${this.path}/${what}`);
  }

  show(found) {
    const load = () => {
      this.notice = null;
      this.go(() => api.post(`${this.path}/load`));
    };
    const acts = { load, discard: () => this.discard() };
    const summary = found.state === "checked" ? question(found, acts) : outcome(found);
    this.draw(this.notice, summary, found.n_bad > 0 && new ImportFaults(this.path).element);
    this.element.querySelector("h2").focus();
  }

  discard() {
    const leave = () => location.assign(location.pathname);
    return api.remove(this.path).then(leave, (problem) => this.fail(problem));
  }

  fail(problem) {
    const ways = [() => this.go(), () => this.discard()];
    this.draw(failed(problem, ...ways));
  }

  draw(...content) {
    if (!this.signal.aborted) draw(this.element, content);
  }

  tell(state) {
    if (state !== this.#state) say(t(`imports.state.${state}`));
    this.#state = state;
  }
}

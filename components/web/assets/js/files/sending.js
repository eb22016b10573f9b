// One file on its way, over tus 1.0.0: in parts as long as the line carries them in some seconds,
// again and again until all of it is there. After a reload the same file, chosen again, goes on.
import { api } from "../api.js";
import { uuidv7 } from "../uuid.js";
import { PAUSES_MS, toldOf, nextPart, pause } from "./line.js";
import { keepId, keptId } from "./unfinished.js";

const PATH = "/api/uploads/files";
const TUS = { "tus-resumable": "1.0.0" };
const BYTES = { ...TUS, "content-type": "application/offset+octet-stream" };

export class Sending extends EventTarget {
  // "sending", "paused", "waiting" (for the line), "done" or "failed".
  state = "paused";
  offset = 0;
  problem = null;
  #part = 128 * 1024;
  #stop = new AbortController();

  constructor(file, personId, documentId) {
    super();
    Object.assign(this, { file, personId, documentId });
    this.id = keptId(personId, file, documentId);
  }

  pause() {
    this.#stop.abort();
  }

  async run() {
    if (["sending", "waiting", "done"].includes(this.state)) return;
    this.#stop = new AbortController();
    let nFailed = 0;
    while (this.state !== "done") {
      const before = this.offset;
      try {
        await this.#goOn();
      } catch (problem) {
        nFailed = this.offset > before ? 1 : nFailed + 1;
        if (!(await this.#mayGoOn(problem, nFailed))) return;
      }
    }
  }

  async #goOn() {
    this.#become("sending");
    await this.#begin();
    while (this.offset < this.file.size) await this.#sendPart();
    keepId(this.personId, this.file, this.documentId, null);
    this.#become("done");
  }

  // Begins it, or finds out how far it is.
  async #begin() {
    keepId(this.personId, this.file, this.documentId, this.id);
    await this.#ask("POST", PATH, { headers: { ...TUS, ...toldOf(this) } });
    this.#at(await this.#ask("HEAD", `${PATH}/${this.id}`, { headers: TUS }));
  }

  async #sendPart() {
    const headers = { ...BYTES, "upload-offset": String(this.offset) };
    const body = this.file.slice(this.offset, this.offset + this.#part);
    const startedMs = performance.now();
    this.#at(await this.#ask("PATCH", `${PATH}/${this.id}`, { headers, body }));
    this.#part = nextPart(this.#part, performance.now() - startedMs);
  }

  #ask(method, path, more) {
    return api.raw(method, path, { ...more, signal: this.#stop.signal });
  }

  #at(answer) {
    this.offset = Number(answer.headers.get("upload-offset"));
    this.dispatchEvent(new Event("change"));
  }

  async #mayGoOn(problem, nFailed) {
    if (this.#stop.signal.aborted) return this.#become("paused");
    // Another tab went on with it, or bytes changed on their way: ask where it is.
    const isElsewhere = [409, 460].includes(problem.status);
    const isGone = [404, 410].includes(problem.status);
    // What was begun is no more: from the start, under another id.
    if (isGone) this.id = uuidv7();
    if (!problem.passes && !((isElsewhere || isGone) && nFailed < PAUSES_MS.length)) {
      this.problem = problem;
      keepId(this.personId, this.file, this.documentId, null);
      return this.#become("failed");
    }
    this.#part = nextPart(this.#part, Infinity);
    this.#become("waiting");
    await pause(PAUSES_MS[Math.min(nFailed, PAUSES_MS.length) - 1], this.#stop.signal);
    return this.#stop.signal.aborted ? this.#become("paused") : true;
  }

  #become(state) {
    this.state = state;
    this.dispatchEvent(new Event("change"));
    return false;
  }
}

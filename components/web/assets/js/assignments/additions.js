// What was added to an assignment: loaded once the assignment is there, and shown with names.
import { draw } from "../dom.js";
import { failedNote } from "../failed-note.js";
import { everyPage, namesOf } from "../work/names.js";

export class Additions {
  // A class of one kind says `what` it lists and how to `show(those, names)` it.
  constructor(element, { office, signal }) {
    Object.assign(this, { element, office, signal });
    this.assignment = `/api/assignments/assignments/${encodeURIComponent(element.dataset.id)}`;
    const heard = ({ detail }) => {
      this.whole = detail.whole;
      this.load();
    };
    document.addEventListener("assignment", heard, { signal });
  }

  get path() {
    return `${this.assignment}/${this.what}`;
  }

  async load() {
    try {
      const those = await everyPage(`${this.path}?limit=100`);
      this.show(those, await namesOf(those.map((one) => one.added_by)));
    } catch (problem) {
      this.element.hidden = false;
      this.fail(problem);
    }
  }

  // Only what could not be shown is replaced; what is being typed stays.
  fail(problem) {
    draw(this.list, failedNote(problem, () => this.load()));
  }
}

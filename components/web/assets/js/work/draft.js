// What was typed and is not sent yet, kept in this tab: a session that ran out, another language or
// a reload leads away from the page. Signing out forgets it.

export class Draft {
  // Puts back what was typed before. Each person has drafts of their own, each of a name.
  constructor(form, name, { office, signal }) {
    this.key = `ngantor.draft.${office.me.id}.${name}`;
    this.controls = () => [...form.querySelectorAll("[name^='/']")];
    this.putBack();
    const save = () => this.save();
    for (const what of ["input", "change"]) form.addEventListener(what, save, { signal });
  }

  putBack() {
    const typed = this.read();
    for (const control of this.controls()) {
      if (typed[control.name]) control.value = typed[control.name];
    }
  }

  save() {
    const typed = this.controls().map(({ name, value }) => [name, value]);
    try {
      sessionStorage.setItem(this.key, JSON.stringify(Object.fromEntries(typed)));
    } catch {
      // Then it lives as long as the page.
    }
  }

  read() {
    try {
      return JSON.parse(sessionStorage.getItem(this.key)) ?? {};
    } catch {
      return {};
    }
  }

  forget() {
    try {
      sessionStorage.removeItem(this.key);
    } catch {
      // Nothing was kept there.
    }
  }
}

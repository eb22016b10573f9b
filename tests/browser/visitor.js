// A person with a phone: a browser context of 360 × 740 that notes every complaint.
import { chromium } from "playwright-core";

const PHONE = { width: 360, height: 740 };
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
// Chromium refuses to sandbox itself as root, which is what containers run as.
const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];

// Nothing in a passing journey takes longer, in ms.
const PATIENCE_MS = 8_000;

// An answer with an error status and a missing network are what some journeys are about; the
// browser notes both, and neither is a fault of the page.
const EXPECTED = /Failed to load resource: (the server responded with a status of|net::ERR_)/;

export function openBrowser() {
  return chromium.launch({ executablePath, args });
}

export class Visitor {
  complaints = [];

  static async arrive(browser, origin, options = {}) {
    const visitor = new Visitor();
    visitor.context = await browser.newContext({
      viewport: PHONE,
      baseURL: origin,
      locale: "id-ID",
      // Without: a tab behind another one waits seconds for a transition that nobody sees.
      reducedMotion: "reduce",
      ...options,
    });
    visitor.context.setDefaultTimeout(PATIENCE_MS);
    visitor.page = await visitor.newTab();
    return visitor;
  }

  async newTab() {
    const page = await this.context.newPage();
    page.on("pageerror", (error) => this.complaints.push(`error: ${error.message}`));
    page.on("console", (message) => {
      const bad = ["error", "warning"].includes(message.type());
      if (bad && !EXPECTED.test(message.text())) this.complaints.push(message.text());
    });
    return page;
  }

  async signIn({ username, password }, path = "/sign-in") {
    await this.page.goto(path);
    await this.page.getByLabel("Nama pengguna").fill(username);
    await this.page.getByLabel("Kata sandi", { exact: true }).fill(password);
    await this.page.getByRole("button", { name: "Masuk", exact: true }).click();
    await this.page.waitForURL((url) => url.pathname !== "/sign-in");
  }

  async signOut() {
    await this.page.locator(".account summary").click();
    await this.page.getByRole("button", { name: "Keluar" }).click();
    await this.page.waitForURL("**/sign-in");
  }

  get punchButton() {
    return this.page.locator(".punch-button");
  }

  // Taps once the button has rested.
  async punch(word) {
    await this.page.locator(".punch-button[aria-disabled=false]", { hasText: word }).click();
  }

  // Waits until the server has every punch, and the page has seen it there.
  async delivered() {
    await this.page.locator(".punch").first().waitFor();
    await this.page.locator(".punch.unsent").waitFor({ state: "detached" });
  }

  // Waits until the page says so.
  async sees(text) {
    await this.page.getByText(text).first().waitFor();
  }

  // Opens the page again until something is there: one function hears of another's people by its
  // regular work, some seconds later.
  async reloadsUntil(locator) {
    const until = Date.now() + PATIENCE_MS;
    for (;;) {
      const found = locator.first().waitFor({ timeout: PATIENCE_MS / 8 });
      if (await found.then(() => true, () => false)) return;
      if (Date.now() > until) throw new Error(`${locator} is never there`);
      await this.page.reload();
    }
  }

  // What the server has of today, asked from within the page with its own cookies.
  async punchesToday(zone = "Asia/Jakarta") {
    const ask = (query) => fetch(`/api/attendance/days/today${query}`).then((it) => it.json());
    return (await this.page.evaluate(ask, `?zone=${zone}`)).punches;
  }
}

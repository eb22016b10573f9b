// When something is wrong: the password, the office, the device's clock, its zone. What happened
// is said in the person's language, and what to do.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eachWithAPerson } from "./journey.js";
import { checkPage } from "./page-checks.js";
import { addPerson } from "./people.js";
import { Visitor } from "./visitor.js";

const ME = "**/api/people/me";
const PUNCHES = "**/api/attendance/punches/*";
const TODAY = "**/api/attendance/days/today*";

let node, browser, token, person, visitor, page;
eachWithAPerson((given) => ({ node, browser, token, person, visitor, page } = given));

test("who guesses passwords has to wait, and sees how long", async () => {
  await page.goto("/sign-in");
  await page.getByLabel("Nama pengguna").fill(person.username);
  const submit = page.locator("[type=submit]");
  for (let guess = 0; guess < 6; guess += 1) {
    await page.getByLabel("Kata sandi", { exact: true }).fill(`tebakan ke ${guess} yang salah`);
    const answer = page.waitForResponse("**/api/people/sessions");
    await submit.click();
    await answer;
    await page.locator("[type=submit][aria-busy=false]").waitFor();
  }
  await page.getByText(/^Coba lagi dalam \d+ detik$/).waitFor();
  assert.equal(await submit.getAttribute("aria-disabled"), "true");
  await checkPage(page, "sign-in-limited");
});

test("an empty sign-in is no wrong password", async () => {
  await page.goto("/sign-in");
  let asked = false;
  page.on("request", (request) => (asked ||= request.url().endsWith("/sessions")));
  await page.getByRole("button", { name: "Masuk", exact: true }).click();
  await visitor.sees("Masih ada isian yang kosong.");
  assert.equal(await page.locator("[aria-invalid=true]").count(), 2);
  assert.equal(asked, false);
  await checkPage(page, "sign-in-empty");
});

test("English is spoken by the page and by the office alike", async () => {
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "EN English" }).click();
  await page.getByLabel("User name").fill(person.username);
  await page.getByLabel("Password", { exact: true }).fill("not this one, surely");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("alert").getByText("Wrong username or password").waitFor();
  assert.equal(await page.getAttribute("html", "lang"), "en");
});

test("a used set-up link leads to the sign-in page", async () => {
  await page.goto(`/setup#${"A".repeat(43)}`);
  await visitor.sees("Kantor ini sudah disiapkan");
  assert.equal(new URL(page.url()).hash, "");
  await page.getByRole("link", { name: "Ke halaman masuk" }).click();
  await page.waitForURL("**/sign-in");
});

test("an office that cannot answer says so, and the page opens once it can", async () => {
  await visitor.signIn(person);
  // What a proxy answers while the node restarts is no problem document.
  const body = "<html><h1>503 Service Unavailable</h1></html>";
  await page.route(ME, (route) => route.fulfill({ status: 503, contentType: "text/html", body }));
  await page.reload();
  await visitor.sees("Kantor belum dapat menjawab (503).");
  await checkPage(page, "failed");
  await page.unroute(ME);
  await page.getByRole("button", { name: "Coba lagi" }).click();
  await visitor.sees("Belum masuk hari ini");
});

test("what is known of today is never an assumption", async () => {
  await visitor.signIn(person);
  await visitor.sees("Belum masuk hari ini");
  await page.route(TODAY, (route) => route.abort());
  await page.reload();
  await visitor.sees("Kehadiran hari ini belum dapat diperiksa");
  assert.equal(await page.getByText("Belum masuk hari ini").count(), 0);
  await checkPage(page, "today-unknown");
  await page.unroute(TODAY);
  await page.getByRole("button", { name: "Coba lagi" }).click();
  await visitor.sees("Belum masuk hari ini");
});

test("a refused punch says why and goes only when the person removes it", async () => {
  await visitor.signIn(person);
  await visitor.sees("Belum masuk hari ini");
  await page.route(PUNCHES, async (route) => {
    const sent = JSON.parse(route.request().postData());
    await route.continue({ postData: JSON.stringify({ ...sent, work_mode: "moon" }) });
  });
  await visitor.punch("Masuk");
  await visitor.sees("1 kehadiran ditolak.");
  await visitor.sees("Ditolak");
  await visitor.sees("Belum masuk hari ini");
  await checkPage(page, "today-refused");
  await page.reload();
  await visitor.sees("Ditolak");
  await page.getByRole("button", { name: "Hapus dari perangkat ini" }).click();
  await visitor.sees("Belum ada yang tercatat hari ini.");
});

test("a device's clock that is wrong is said and changes nothing", async () => {
  await page.addInitScript(() => {
    const now = Date.now.bind(Date);
    Date.now = () => now() + 10 * 60_000;
  });
  await visitor.signIn(person);
  await visitor.sees(/Jam perangkat Anda lebih cepat (9|10) menit/);
  await visitor.punch("Masuk");
  await visitor.delivered();
  const [punch] = await visitor.punchesToday();
  assert.equal(punch.claim.grade, "ahead");
  assert.ok(Math.abs(Date.parse(punch.received_at) - Date.now()) < 60_000);
  await checkPage(page, "today-skewed");
});

test("the person's zone counts, not the device's", async () => {
  const eastern = await addPerson(node, token, "orang-timur", { zone: "Asia/Jayapura" });
  const traveller = await Visitor.arrive(browser, node.origin, { timezoneId: "Pacific/Honolulu" });
  await traveller.signIn(eastern);
  await traveller.punch("Masuk");
  await traveller.delivered();
  await traveller.sees(/Bekerja sejak \d\d:\d\d WIT$/);
  const [punch] = await traveller.punchesToday("Asia/Jayapura");
  const here = new Date(punch.received_at).toLocaleTimeString("en-GB", {
    timeZone: "Asia/Jayapura",
    timeStyle: "short",
  });
  await traveller.sees(`Bekerja sejak ${here} WIT`);
  assert.match(punch.received_at, /\+09:00$/);
  await traveller.context.close();
  assert.deepEqual(traveller.complaints, []);
});

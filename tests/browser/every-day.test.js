// Every day: sign in, lose the network, lose the session, only a keyboard. Each journey has a
// person of its own.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eachWithAPerson } from "./journey.js";
import { checkPage } from "./page-checks.js";
import { addPerson, addStranger, passwordLink } from "./people.js";
import { code } from "./totp.js";
import { Visitor } from "./visitor.js";

const PUNCHES = "**/api/attendance/punches/*";

let node, browser, token, person, visitor, page;
eachWithAPerson((given) => ({ node, browser, token, person, visitor, page } = given));

test("a wrong password is said, and after signing in the wanted page opens", async () => {
  await page.goto("/day?date=2026-01-05");
  await page.waitForURL("**/sign-in?next=*");
  await page.getByLabel("Nama pengguna").fill(person.username);
  await page.getByLabel("Kata sandi", { exact: true }).fill("bukan kata sandinya");
  await page.getByRole("button", { name: "Masuk", exact: true }).click();
  await page.getByRole("alert").getByText("salah").waitFor();
  await checkPage(page, "sign-in");
  await page.getByLabel("Kata sandi", { exact: true }).fill(person.password);
  await page.keyboard.press("Enter");
  await page.getByText("Senin, 5 Januari 2026").waitFor();
});

test("who signs in for the first time chooses a password of their own", async () => {
  const stranger = await addStranger(node, token, "pegawai-baru");
  await page.goto("/sign-in");
  await page.getByLabel("Nama pengguna").fill(stranger.username);
  await page.getByLabel("Kata sandi", { exact: true }).fill(stranger.password);
  await page.keyboard.press("Enter");
  await visitor.sees("Kata sandi ini harus diganti");
  await checkPage(page, "sign-in-first");
  await page.getByLabel("Kata sandi baru").fill("kucing melompat tangga");
  await page.keyboard.press("Enter");
  await visitor.sees("Belum masuk hari ini");
});

test("who forgot the password sets another one by a link, once", async () => {
  const link = await passwordLink(node, token, person.username);
  await page.goto(link);
  await page.getByLabel("Kata sandi baru").waitFor();
  assert.equal(page.url(), `${node.origin}/reset`);
  await checkPage(page, "reset");
  await page.getByLabel("Kata sandi baru").fill("kucing melompat tangga");
  await page.getByRole("button", { name: "Simpan kata sandi" }).click();
  await visitor.sees("Kata sandi tersimpan");
  await page.goto(link);
  await page.getByLabel("Kata sandi baru").fill("kucing melompat pagar");
  await page.getByRole("button", { name: "Simpan kata sandi" }).click();
  await visitor.sees("Tautan ini tidak berlaku lagi");
  await checkPage(page, "reset-over");
  await visitor.signIn({ ...person, password: "kucing melompat tangga" });
  await visitor.sees("Belum masuk hari ini");
});

test("who lost a phone ends its session from another one", async () => {
  await visitor.signIn(person);
  const phone = await Visitor.arrive(browser, node.origin);
  await phone.signIn(person);
  await page.locator(".account summary").click();
  await page.getByRole("link", { name: "Akun saya" }).click();
  await page.getByRole("button", { name: /^Akhiri sesi/ }).first().waitFor();
  await checkPage(page, "account-page");
  await visitor.sees("Perangkat ini");
  const n = await page.getByRole("button", { name: /^Akhiri sesi/ }).count();
  await page.getByRole("button", { name: /^Akhiri sesi/ }).first().click();
  await page.waitForFunction(
    (left) => document.querySelectorAll(".rows .button").length === left,
    n - 1,
  );
  await phone.page.reload();
  await phone.page.waitForURL("**/sign-in");
  await phone.context.close();
});

test("with codes from a phone the password alone opens nothing", async () => {
  await visitor.signIn(person);
  await page.goto("/account");
  const card = page.locator("section", { hasText: "Kode masuk dari ponsel" });
  await card.getByLabel("Kata sandi", { exact: true }).fill(person.password);
  await card.getByRole("button", { name: "Mulai" }).click();
  const secret = await card.locator(".secret").textContent();
  await checkPage(page, "account-codes-secret");
  await card.getByLabel("Kode masuk").fill(code(secret));
  await card.getByRole("button", { name: "Aktifkan" }).click();
  await visitor.sees("Simpan kode cadangan ini");
  assert.equal(await card.locator(".secret li").count(), 10);
  const [spare] = await card.locator(".secret li").allTextContents();
  await checkPage(page, "account-codes-spare");
  await card.getByRole("button", { name: "Sudah saya simpan" }).click();
  await visitor.sees("Tersisa 10 kode cadangan");
  await visitor.signOut();
  await page.getByLabel("Nama pengguna").fill(person.username);
  await page.getByLabel("Kata sandi", { exact: true }).fill(person.password);
  await page.keyboard.press("Enter");
  await visitor.sees("Kode masuk diperlukan");
  await checkPage(page, "sign-in-code");
  // The next step's: that of now was used.
  await page.getByLabel("Kode masuk").fill(code(secret, 1));
  await page.keyboard.press("Enter");
  await visitor.sees("Belum masuk hari ini");
  await visitor.signOut();
  await page.getByLabel("Nama pengguna").fill(person.username);
  await page.getByLabel("Kata sandi", { exact: true }).fill(person.password);
  await page.keyboard.press("Enter");
  await page.getByLabel("Kode masuk").fill(spare.toUpperCase());
  await page.keyboard.press("Enter");
  await visitor.sees("Belum masuk hari ini");
});

test("after signing in nobody is led to another site", async () => {
  for (const next of [
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "javascript:1",
  ]) {
    await visitor.signIn(person, `/sign-in?next=${encodeURIComponent(next)}`);
    assert.equal(new URL(page.url()).origin, node.origin);
    assert.equal(new URL(page.url()).pathname, "/");
  }
});

test("the whole way with the keyboard only", async () => {
  await page.goto("/sign-in");
  await page.getByLabel("Nama pengguna").focus();
  await page.keyboard.type(person.username);
  await page.keyboard.press("Tab");
  await page.keyboard.type(person.password);
  await page.keyboard.press("Enter");
  await visitor.sees("Belum masuk hari ini");
  await page.keyboard.press("Tab");
  assert.equal(await focused(page), "Langsung ke isi");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  assert.equal(await focused(page), "Masuk dari kantor");
  await page.keyboard.press("Tab");
  assert.equal(await focused(page), "Bukan datang? Catat pulang");
  await page.keyboard.press("Tab");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Space");
  await visitor.delivered();
  const [punch] = await visitor.punchesToday();
  assert.equal(punch.work_mode, "home");
  await page.locator(".account summary").focus();
  await page.keyboard.press("Enter");
  await page.getByText(person.username, { exact: true }).waitFor();
  await checkPage(page, "account");
  await page.keyboard.press("Escape");
  assert.equal(await page.locator(".account").getAttribute("open"), null);
});

test("a punch without a network is kept and delivered once when it is back", async () => {
  await visitor.signIn(person);
  await visitor.sees("Belum masuk hari ini");
  await visitor.context.setOffline(true);
  await visitor.punch("Masuk");
  await visitor.sees("Belum terkirim");
  await visitor.sees(/Bekerja sejak/);
  await checkPage(page, "today-unsent");
  await visitor.context.setOffline(false);
  await visitor.delivered();
  await visitor.sees(/Bekerja sejak/);
  assert.equal((await visitor.punchesToday()).length, 1);
});

test("a punch whose answer was lost survives a reload and stays one punch", async () => {
  await visitor.signIn(person);
  await visitor.sees("Belum masuk hari ini");
  // The server gets it; the phone never hears of that.
  const paths = [];
  await page.route(PUNCHES, async (route) => {
    paths.push(new URL(route.request().url()).pathname);
    await route.fetch();
    await route.abort();
  });
  await visitor.punch("Masuk");
  await visitor.sees("Belum terkirim");
  await page.reload();
  await visitor.delivered();
  await visitor.sees("Bekerja sejak");
  assert.equal(paths.length, 2);
  assert.equal(new Set(paths).size, 1);
  assert.equal((await visitor.punchesToday()).length, 1);
});

test("what waits can be sent by hand, and says when it was tapped", async () => {
  await visitor.signIn(person);
  await visitor.sees("Belum masuk hari ini");
  await page.route(PUNCHES, (route) => route.abort());
  await visitor.punch("Masuk");
  await visitor.sees("Belum terkirim");
  // As if the phone had been without a network for three minutes: late begins after two, and
  // more would reach back into yesterday for longer after each midnight.
  const tappedAt = await page.evaluate(() => {
    const key = Object.keys(localStorage).find((name) => name.startsWith("ngantor.outbox."));
    const [entry] = JSON.parse(localStorage[key]);
    const at = new Date(Date.parse(entry.punch.claimed_at) - 180_000).toISOString();
    entry.punch.claimed_at = at;
    localStorage[key] = JSON.stringify([entry]);
    return at;
  });
  await page.unroute(PUNCHES);
  await page.getByRole("button", { name: "Kirim sekarang" }).click();
  await visitor.delivered();
  await visitor.sees(/Terkirim belakangan; diterima \d\d:\d\d/);
  const [punch] = await visitor.punchesToday();
  assert.equal(punch.claim.grade, "late");
  assert.equal(Date.parse(punch.claim.at), Date.parse(tappedAt));
  assert.equal(punch.counted_at, punch.claim.at);
  await checkPage(page, "today-late");
});

test("an access token that ran out is renewed unseen, also in two tabs at once", async () => {
  await visitor.signIn(person);
  await visitor.sees("Belum masuk hari ini");
  const other = await visitor.newTab();
  await other.goto("/");
  await other.getByText("Belum masuk hari ini").waitFor();
  // The browser dropped them, or still has what the server no longer takes.
  for (const change of [() => null, (cookie) => ({ ...cookie, value: `${cookie.value}x` })]) {
    const access = (await visitor.context.cookies())
      .filter(({ name }) => ["__Secure-people", "__Secure-attendance"].includes(name));
    assert.equal(access.length, 2);
    for (const { name } of access) await visitor.context.clearCookies({ name });
    await visitor.context.addCookies(access.map(change).filter(Boolean));
    await Promise.all([page.reload(), other.reload()]);
    await visitor.sees("Belum masuk hari ini");
    await other.getByText("Belum masuk hari ini").waitFor();
  }
});

test("without a session the sign-in page comes, and then the punch goes out", async () => {
  await visitor.signIn(person);
  await visitor.sees("Belum masuk hari ini");
  await visitor.context.clearCookies();
  await visitor.punch("Masuk");
  await page.waitForURL("**/sign-in");
  await visitor.signIn(person);
  await visitor.delivered();
  assert.equal((await visitor.punchesToday()).length, 1);
});

test("a shared phone never sends one person's punch in the name of the next", async () => {
  const next = await addPerson(node, token, "rekan-kerja", { name: "Made Artana" });
  await visitor.signIn(person);
  await page.route(PUNCHES, (route) => route.abort());
  await visitor.punch("Masuk");
  await visitor.sees("Belum terkirim");
  await page.locator(".account summary").click();
  await visitor.sees("Setelah keluar, kehadiran itu tetap di perangkat ini");
  await checkPage(page, "account-unsent");
  await page.keyboard.press("Escape");
  await visitor.signOut();
  await page.unroute(PUNCHES);
  await visitor.signIn(next);
  await visitor.sees("Belum ada yang tercatat hari ini.");
  assert.deepEqual(await visitor.punchesToday(), []);
  await visitor.signOut();
  await visitor.signIn(person);
  await visitor.delivered();
  assert.equal((await visitor.punchesToday()).length, 1);
});

test("the place goes along only when it is ticked", async () => {
  await visitor.context.grantPermissions(["geolocation"]);
  await visitor.context.setGeolocation({ latitude: -6.1754, longitude: 106.8272, accuracy: 12 });
  await visitor.signIn(person);
  await visitor.punch("Masuk");
  await visitor.sees(/Bekerja sejak/);
  await page.getByLabel("Sertakan lokasi").check();
  await visitor.sees(/akurasi ±12 m/);
  await visitor.punch("Pulang");
  await visitor.sees(/Pulang pukul/);
  await visitor.delivered();
  const [first, second] = await visitor.punchesToday();
  assert.equal(first.position, null);
  assert.equal(second.position.latitude, -6.1754);
  assert.equal(await page.getByLabel("Sertakan lokasi").isChecked(), false);
});

test("signing out closes every tab's door", async () => {
  await visitor.signIn(person);
  await visitor.sees("Belum masuk hari ini");
  const other = await visitor.newTab();
  await other.goto("/day");
  await other.getByRole("heading", { name: "Hari saya" }).waitFor();
  await visitor.signOut();
  await other.waitForURL("**/sign-in");
  await page.goto("/");
  await page.waitForURL("**/sign-in");
});

function focused(page) {
  return page.evaluate(() => document.activeElement.innerText.trim().replace(/\s+/g, " "));
}

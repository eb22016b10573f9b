// The office opens: one link, and a person sets up, signs in, clocks in and out; and all of it
// is there after a power cut. One story, told in order.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { NgantorNode } from "./node.js";
import { checkPage } from "./page-checks.js";
import { ADMINISTRATOR, INSTITUTION } from "./people.js";
import { openBrowser, Visitor } from "./visitor.js";

let node, browser, visitor, page;

before(async () => {
  // One after the other: a browser without a node would keep the run from ending.
  node = await NgantorNode.start();
  browser = await openBrowser();
  visitor = await Visitor.arrive(browser, node.origin);
  page = visitor.page;
});

after(async () => {
  await browser?.close();
  await node?.stop();
});

test("before the set-up the sign-in page says what to do", async () => {
  await page.goto("/");
  await visitor.sees("Kantor ini belum disiapkan");
  assert.equal(new URL(page.url()).pathname, "/sign-in");
  await page.goto("/setup");
  await visitor.sees("Alamat ini tidak lengkap");
  await checkPage(page, "setup-without-token");
});

test("a link of another server is refused when it is used", async () => {
  await page.goto(`/setup#${"A".repeat(43)}`);
  await fillIn(ADMINISTRATOR.password);
  await page.getByRole("button", { name: "Siapkan dan masuk" }).click();
  await visitor.sees("Tautan penyiapan ini tidak berlaku.");
});

test("the set-up link leaves the address at once and is kept for a reload", async () => {
  await page.goto(await node.link());
  await page.getByRole("heading", { name: "Siapkan kantor" }).waitFor();
  assert.equal(page.url(), `${node.origin}/setup`);
  await page.reload();
  await page.getByLabel("Nama institusi").waitFor();
  await checkPage(page, "setup");
});

test("what is wrong is said at its field", async () => {
  const password = page.getByLabel("Kata sandi", { exact: true });
  await fillIn("pendek");
  await page.getByRole("button", { name: "Siapkan dan masuk" }).click();
  await page.locator("[aria-invalid=true]").waitFor();
  assert.equal(await password.getAttribute("aria-invalid"), "true");
  assert.ok(await password.evaluate((input) => input === document.activeElement));
  await checkPage(page, "setup-fault");
});

test("a shown password is hidden again when it is sent", async () => {
  const password = page.getByLabel("Kata sandi", { exact: true });
  await page.getByRole("button", { name: "Lihat kata sandi" }).click();
  assert.equal(await password.getAttribute("type"), "text");
  await password.fill(ADMINISTRATOR.password);
  await page.getByRole("button", { name: "Siapkan dan masuk" }).click();
  await visitor.sees("Belum masuk hari ini");
  assert.equal(new URL(page.url()).pathname, "/");
});

test("today shows the institution, the day and the clock with its zone", async () => {
  assert.equal(await page.locator(".brand-name").textContent(), INSTITUTION.name);
  assert.match(await page.locator(".clock").textContent(), /^\d\d:\d\dWIB$/);
  assert.match(await page.locator("h1").textContent(), /^Selamat .+, Wayan Sudarma$/);
  assert.equal(await page.title(), `Hari ini · ${INSTITUTION.name}`);
  await checkPage(page, "today");
});

test("a double tap clocks in once", async () => {
  await page.getByLabel("Perjalanan dinas").check();
  await page.getByLabel("Catatan").fill('Rapat <b>koordinasi</b> & "tindak lanjut"');
  await visitor.punchButton.dblclick();
  await visitor.sees(/Bekerja sejak \d\d:\d\d WIB/);
  await visitor.delivered();
  await visitor.sees('Rapat <b>koordinasi</b> & "tindak lanjut"');
  const punches = await visitor.punchesToday();
  assert.deepEqual(
    punches.map((punch) => [punch.direction, punch.work_mode]),
    [["in", "duty_travel"]],
  );
  await checkPage(page, "today-in");
});

test("who came in on another device goes from where they came", async () => {
  const desk = await visitor.newTab();
  await page.evaluate(() => localStorage.removeItem("ngantor.work-mode"));
  await desk.goto("/");
  await desk.getByText("dari perjalanan dinas").waitFor();
  assert.ok(await desk.getByLabel("Perjalanan dinas").isChecked());
  await desk.close();
});

test("clocking out shows the time worked", async () => {
  await visitor.punch("Pulang");
  await visitor.sees(/Pulang pukul \d\d:\d\d WIB/);
  await visitor.sees("0 menit bekerja");
  await visitor.delivered();
  assert.equal((await visitor.punchesToday()).length, 2);
});

test("the work mode of last time is chosen again", async () => {
  await page.reload();
  await visitor.sees(/Pulang pukul/);
  assert.ok(await page.getByLabel("Perjalanan dinas").isChecked());
});

test("after kill -9 and a restart everything is there", async () => {
  await node.killAndRestart();
  await page.reload();
  await visitor.sees(/Pulang pukul \d\d:\d\d WIB/);
  assert.equal((await visitor.punchesToday()).length, 2);
});

test("my day lists the punches and turns to the day before", async () => {
  await page.getByRole("link", { name: "Hari saya" }).click();
  await page.locator(".punch").nth(1).waitFor();
  await checkPage(page, "day");
  await page.getByRole("link", { name: "Hari sebelumnya" }).click();
  await visitor.sees("Tidak ada kehadiran yang tercatat pada tanggal ini.");
  await checkPage(page, "day-empty");
  await page.getByRole("link", { name: "Hari berikutnya" }).click();
  await page.locator(".punch").nth(1).waitFor();
});

test("English is a switch away and stays", async () => {
  await page.getByRole("button", { name: "EN English" }).click();
  await page.getByRole("heading", { name: "My day", level: 1 }).waitFor();
  await page.goto("/");
  await visitor.sees(/Clocked out at \d\d:\d\d WIB/);
  assert.equal(await page.getAttribute("html", "lang"), "en");
  assert.equal(await page.title(), `Today · ${INSTITUTION.name}`);
  await checkPage(page, "today-english");
  await page.getByRole("button", { name: "ID Bahasa Indonesia" }).click();
  await visitor.sees(/Pulang pukul/);
});

test("a wrong address says so", async () => {
  const answer = await page.goto("/tidak-ada");
  assert.equal(answer.status(), 404);
  await page.getByRole("heading", { name: "Halaman tidak ditemukan" }).waitFor();
  await checkPage(page, "not-found");
});

test("nobody complained", () => {
  assert.deepEqual(visitor.complaints, []);
});

async function fillIn(password) {
  await page.getByLabel("Nama institusi").fill(INSTITUTION.name);
  await page.getByLabel("Zona waktu").selectOption(INSTITUTION.zone);
  await page.getByLabel("Nama lengkap").fill(ADMINISTRATOR.name);
  await page.getByLabel("Nama pengguna").fill(ADMINISTRATOR.username);
  await page.getByLabel("Kata sandi", { exact: true }).fill(password);
}

// The daily log: a clock that runs, an entry afterwards, and what a head says.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eachWithAPerson } from "./journey.js";
import { checkPage } from "./page-checks.js";

let person, visitor, page;
eachWithAPerson((given) => ({ person, visitor, page } = given));

const button = (name) => page.getByRole("button", { name, exact: true });
const item = (text) => page.locator(".part", { hasText: text });

test("an activity is started, paused, goes on and is finished", async () => {
  await visitor.signIn(person);
  await page.getByRole("link", { name: "Kegiatan", exact: true }).click();
  await page.waitForURL("**/activities");
  await visitor.sees("Belum ada kegiatan di hari ini.");
  await button("Mulai sekarang").click();
  await page.locator("form .field-fault").first().waitFor();
  await page.getByLabel("Kegiatan", { exact: true }).fill("Menyusun <i>bahan</i> rapat");
  await button("Mulai sekarang").click();
  const one = item("Menyusun <i>bahan</i> rapat");
  await one.getByText("Sedang berjalan").waitFor();
  await checkPage(page, "activities-running");
  await one.getByRole("button", { name: "Jeda" }).click();
  await one.getByText("Dijeda").waitFor();
  await one.getByRole("button", { name: "Lanjutkan" }).click();
  await one.getByText("Sedang berjalan").waitFor();
  // One clock at a time.
  await page.getByLabel("Kegiatan", { exact: true }).fill("Menelepon");
  await button("Mulai sekarang").click();
  await page.locator(".note.bad").waitFor();
  assert.equal(await page.getByLabel("Kegiatan", { exact: true }).inputValue(), "Menelepon");
  await one.getByRole("button", { name: "Selesai" }).click();
  await one.getByText("Tercatat").waitFor();
});

test("what was done is entered later, with overlaps told, changed and withdrawn", async () => {
  const day = new Date(Date.now() - 17 * 3_600_000).toISOString().slice(0, 10);
  await visitor.signIn(person, `/sign-in?next=${encodeURIComponent(`/activities?date=${day}`)}`);
  await enter("Rapat koordinasi", "08:00", "10:30");
  await page.getByText("Hasil, uraian, penugasan").click();
  await page.getByLabel("Hasil (opsional)").fill("Notula");
  await page.getByLabel("Jumlah").fill("2");
  await page.getByLabel("Satuan").fill("dokumen");
  await page.getByLabel("Tag").fill("Rapat, RKP");
  await checkPage(page, "activities-entry");
  await button("Simpan").click();
  const meeting = item("Rapat koordinasi");
  await meeting.getByText("08:00–10:30 WIB · 2 jam 30 menit · Tercatat").waitFor();
  await meeting.getByText("Notula: 2 dokumen").waitFor();
  await meeting.getByText("#rapat #rkp").waitFor();

  await enter("Menjawab surat", "10:00", "11:00");
  await button("Simpan").click();
  await item("Menjawab surat").locator(".warned").waitFor();
  await meeting.locator(".warned").waitFor();
  await checkPage(page, "activities-overlap");

  await item("Menjawab surat").getByRole("button", { name: "Ubah" }).click();
  await page.getByRole("heading", { name: "Ubah kegiatan" }).waitFor();
  await page.getByLabel("Mulai", { exact: true }).fill("10:30");
  await button("Simpan").click();
  await item("Menjawab surat").getByText("10:30–11:00 WIB · 30 menit").waitFor();
  await meeting.locator(".warned").waitFor({ state: "detached" });
  await page.locator(".week [aria-current]", { hasText: "3 jam 0 menit" }).waitFor();

  await enter("Salah tanggal", "", "");
  await page.getByLabel("Lamanya").fill("45");
  await button("Simpan").click();
  const wrong = item("Salah tanggal");
  await wrong.getByRole("button", { name: "Tarik" }).click();
  await wrong.getByText("tidak akan dihitung lagi").waitFor();
  await wrong.getByRole("button", { name: "Tarik" }).click();
  await wrong.waitFor({ state: "detached" });
});

test("a change that came second shows what is there, and keeps what was typed", async () => {
  await visitor.signIn(person, "/sign-in?next=%2Factivities");
  await page.getByRole("button", { name: "EN English" }).click();
  await page.getByLabel("What", { exact: true }).fill("Tables");
  await page.getByLabel("Minutes").fill("1");
  await button("Save").click();
  await item("Tables").waitFor();
  const other = await page.context().newPage();
  await other.goto("/activities");
  for (const tab of [page, other]) {
    await tab.getByRole("button", { name: "Change: Tables" }).click();
  }
  await other.getByLabel("What", { exact: true }).fill("Tables of chapter 2");
  await other.getByRole("button", { name: "Save", exact: true }).click();
  await other.locator(".part", { hasText: "Tables of chapter 2" }).waitFor();
  await page.getByLabel("What", { exact: true }).fill("Tables of chapter 3");
  await button("Save").click();
  await page.locator(".note.warn", { hasText: "Tables of chapter 2" }).waitFor();
  assert.equal(await page.getByLabel("What", { exact: true }).inputValue(), "Tables of chapter 3");
  await checkPage(page, "activities-meanwhile");
  await button("Save").click();
  await item("Tables of chapter 3").waitFor();
});

async function enter(title, from, until) {
  await page.getByLabel("Kegiatan", { exact: true }).fill(title);
  await page.getByLabel("Mulai", { exact: true }).fill(from);
  await page.getByLabel("Selesai", { exact: true }).fill(until);
}

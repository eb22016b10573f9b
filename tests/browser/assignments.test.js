// Work that is given, done, handed in and reviewed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eachWithAPerson } from "./journey.js";
import { addTeam } from "./people.js";
import { checkPage } from "./page-checks.js";
import { Visitor } from "./visitor.js";

let node, browser, token, visitor, page;
eachWithAPerson((given) => ({ node, browser, token, visitor, page } = given));

const button = (page, name) => page.getByRole("button", { name, exact: true });

// Another phone on which somebody is signed in at a page.
async function phoneOf(person, path) {
  const other = await Visitor.arrive(browser, node.origin);
  await other.signIn(person, `/sign-in?next=${encodeURIComponent(path)}`);
  return other;
}

async function leave(...visitors) {
  for (const { context, complaints } of visitors) {
    assert.deepEqual(complaints, []);
    await context.close();
  }
}

// Gives work over the page; answers its address.
async function give(page, people, title) {
  await page.goto("/assign");
  for (const name of people) {
    await page.getByLabel("Kepada").fill(name.slice(0, 9));
    await page.locator(".choice", { hasText: name }).click();
  }
  await page.getByLabel("Judul").fill(title);
  await button(page, "Tugaskan").click();
  await page.waitForURL("**/assignment?id=*");
  return page.url().replace(/^https?:\/\/[^/]+/, "");
}

test("work goes to two people, is handed in, returned and completed", async () => {
  const people = ["Lince Nugraha", "Markus Kambuaya"];
  const { head, members } = await addTeam(node, token, "Ekonomi", people);
  await visitor.signIn(head, "/sign-in?next=%2Fassign");
  await button(page, "Tugaskan").click();
  await visitor.sees("Wajib diisi.");
  await page.getByLabel("Judul").fill("Rancangan awal");
  await page.getByLabel("Kepada").fill("Lince");
  await button(page, "Tugaskan").click();
  await visitor.sees("Pilih paling sedikit satu orang.");
  await page.locator(".choice", { hasText: "Lince" }).click();
  await page.locator(".choice", { hasText: "Markus" }).click();
  await page.getByLabel("Judul").fill("Rancangan awal RKP 2027");
  await page.getByLabel("Uraian").fill("Bab I dan II.\n<b>Angka makro</b> menyusul.");
  const tomorrow = new Date(Date.now() + 86_400_000 + 7 * 3_600_000).toISOString().slice(0, 10);
  await page.getByLabel("Tenggat").fill(`${tomorrow}T16:00`);
  await page.getByLabel("Prioritas").selectOption("urgent");
  await checkPage(page, "assign");
  await button(page, "Tugaskan").click();
  await page.waitForURL("**/assignment?id=*");
  await visitor.sees("Tenggat besok, 16:00 WIB");
  await visitor.sees("<b>Angka makro</b> menyusul.");

  const lince = await phoneOf(members[0], "/");
  await lince.page.getByRole("link", { name: "Penugasan · 1 menunggu" }).click();
  await lince.page.waitForURL("**/assignments?of=waiting");
  await lince.page.getByRole("link", { name: "Menunggu saya (1)" }).waitFor();
  await checkPage(lince.page, "assignments-waiting");
  await lince.page.getByRole("link", { name: "Rancangan awal" }).click();
  const mine = lince.page.locator(".part", { hasText: "Lince Nugraha" });
  await mine.getByRole("button", { name: "Terima" }).click();
  await mine.getByText("Diterima").waitFor();
  await mine.getByRole("button", { name: "Mulai kerjakan" }).click();
  await mine.getByText("Sedang dikerjakan").waitFor();
  await lince.page.getByLabel("Butir baru").fill("Unduh data BPS");
  await button(lince.page, "Tambah butir").click();
  await lince.page.getByLabel("Unduh data BPS").check();
  await lince.page.getByLabel("Tulis komentar").fill("Angka makro saya pakai versi Oktober.");
  await button(lince.page, "Kirim komentar").click();
  await lince.page.getByText("versi Oktober").waitFor();
  await mine.getByRole("button", { name: "Serahkan" }).click();
  await mine.getByLabel("Catatan").fill("Bab I dan II selesai.");
  await checkPage(lince.page, "assignment-submitting");
  await mine.getByRole("button", { name: "Serahkan" }).click();
  await mine.getByText("Diserahkan").waitFor();

  const { pathname, search } = new URL(page.url());
  const markus = await phoneOf(members[1], pathname + search);
  const his = markus.page.locator(".part", { hasText: "Markus Kambuaya" });
  await his.getByRole("button", { name: "Tolak" }).click();
  await his.getByRole("button", { name: "Tolak" }).click();
  await his.getByText("Wajib diisi.").waitFor();
  await his.getByLabel("Alasan").fill("Saya cuti minggu ini.");
  await his.getByRole("button", { name: "Tolak" }).click();
  await his.getByText("Ditolak").waitFor();

  await page.reload();
  const hers = page.locator(".part", { hasText: "Lince Nugraha" });
  await page.getByText("Saya cuti minggu ini.").waitFor();
  await checkPage(page, "assignment-review");
  await hers.getByRole("button", { name: "Kembalikan" }).click();
  await hers.getByLabel("Alasan").fill("Tambahkan sumber tabel 2.");
  await hers.getByRole("button", { name: "Kembalikan" }).click();
  await hers.getByText("Dikembalikan").waitFor();

  await lince.page.reload();
  await mine.getByText("Tambahkan sumber tabel 2.").waitFor();
  await mine.getByRole("button", { name: "Serahkan" }).click();
  await mine.getByRole("button", { name: "Serahkan" }).click();
  await mine.getByText("Diserahkan").waitFor();

  await page.reload();
  await hers.getByRole("button", { name: "Nyatakan selesai" }).click();
  await hers.getByRole("button", { name: "Nyatakan selesai" }).click();
  await page.locator("h2 + p", { hasText: "Selesai" }).waitFor();
  await page.getByText("Riwayat").click();
  const history = page.locator(".fold li");
  await history.filter({ hasText: "Lince Nugraha: Dikembalikan" }).first().waitFor();
  await history.filter({ hasText: "Tambahkan sumber tabel 2." }).first().waitFor();
  await history.filter({ hasText: "Penugasan dibuat" }).waitFor();
  await checkPage(page, "assignment-history");
  await leave(lince, markus);
});

test("what somebody else changed meanwhile is shown, and what was typed stays", async () => {
  const { head, members } = await addTeam(node, token, "Wilayah", ["Baso Manullang"]);
  await visitor.signIn(head);
  const address = await give(page, ["Baso Manullang"], "Bab Papua");

  const other = await page.context().newPage();
  await other.goto(address);
  for (const tab of [page, other]) await tab.getByText("Ubah penugasan").click();
  await other.getByLabel("Judul").fill("Bab Papua dan Maluku");
  await button(other, "Simpan").click();
  await other.locator("h2", { hasText: "Bab Papua dan Maluku" }).waitFor();
  await page.getByLabel("Uraian").fill("Paling banyak sepuluh halaman.");
  await button(page, "Simpan").click();
  await page.locator(".note.warn", { hasText: "Bab Papua dan Maluku" }).waitFor();
  assert.equal(await page.getByLabel("Uraian").inputValue(), "Paling banyak sepuluh halaman.");
  await checkPage(page, "assignment-changed-meanwhile");
  await button(page, "Simpan").click();
  await page.locator("h2", { hasText: "Bab Papua" }).waitFor();
  await visitor.sees("Paling banyak sepuluh halaman.");

  const baso = await phoneOf(members[0], address);
  const part = baso.page.locator(".part");
  await part.getByRole("button", { name: "Tolak" }).click();
  await part.getByLabel("Alasan").fill("Belum ada data.");
  // Meanwhile the same person accepts on another phone.
  const second = await phoneOf(members[0], address);
  await second.page.getByRole("button", { name: "Terima: Baso Manullang" }).click();
  await second.page.locator(".part", { hasText: "Diterima" }).waitFor();
  await part.getByRole("button", { name: "Tolak" }).click();
  await part.getByText("Sekarang: Diterima.").waitFor();
  assert.equal(await part.getByLabel("Alasan").inputValue(), "Belum ada data.");
  await leave(baso, second);
});

test("it is all done by the keyboard, and in English", async () => {
  const { head } = await addTeam(node, token, "Statistik", ["Yohana Wanggai"]);
  await visitor.signIn(head, "/sign-in?next=%2Fassign");
  await page.getByRole("button", { name: "EN English" }).click();
  await page.getByLabel("To", { exact: true }).focus();
  await page.keyboard.type("Yoh");
  await page.locator(".found li:only-child", { hasText: "Yohana Wanggai" }).waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Do not choose Yohana Wanggai" }).waitFor();
  await page.keyboard.press("Tab");
  await page.getByLabel("Title").focus();
  await page.keyboard.type("Population table");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/assignment?id=*");
  await visitor.sees("Not accepted yet");
  await page.getByText("Change the assignment").waitFor();
  await checkPage(page, "assignment-english");
  await page.goto("/assignments?of=given");
  await page.getByRole("link", { name: "Population table" }).waitFor();
  await checkPage(page, "assignments-english");
});

test("who leads nobody is told so", async () => {
  const { members } = await addTeam(node, token, "Evaluasi", ["Tenri Wali"]);
  await visitor.signIn(members[0], "/sign-in?next=%2Fassign");
  await visitor.sees("Saat ini Anda tidak memimpin unit mana pun.");
  await page.goto("/assignments");
  await visitor.sees("Anda tidak punya tugas yang terbuka.");
  await checkPage(page, "assignments-empty");
});

test("what is typed and not sent outlives a reload, and no sign-out", async () => {
  const { head } = await addTeam(node, token, "Kearsipan", ["Ratna Wulandari"]);
  await visitor.signIn(head);
  const address = await give(page, ["Ratna Wulandari"], "Daftar arsip statis");
  await page.getByLabel("Tulis komentar").fill("Mohon utamakan tahun 1998.");
  await page.getByRole("button", { name: "EN English" }).click();
  assert.equal(await page.getByLabel("Write a comment").inputValue(), "Mohon utamakan tahun 1998.");
  await page.reload();
  await page.getByRole("button", { name: "ID Bahasa Indonesia" }).click();
  const comment = page.getByLabel("Tulis komentar");
  assert.equal(await comment.inputValue(), "Mohon utamakan tahun 1998.");
  // It was found by a word, and not by another.
  await page.goto("/assignments");
  await page.getByLabel("Cari penugasan").fill("arsip");
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "Daftar arsip statis" }).waitFor();
  await checkPage(page, "assignments-search");
  await page.goto("/assignments?q=jembatan");
  await visitor.sees("Tidak ada yang cocok.");

  await visitor.signOut();
  assert.equal(await page.evaluate(() => sessionStorage.length), 0);
  await visitor.signIn(head, `/sign-in?next=${encodeURIComponent(address)}`);
  await comment.waitFor();
  assert.equal(await comment.inputValue(), "");
  await comment.fill("Cukup sampai 2005.");
  await button(page, "Kirim komentar").click();
  await page.locator("[data-module=comments] li", { hasText: "Cukup sampai 2005." }).waitFor();
  await page.reload();
  await comment.waitFor();
  assert.equal(await comment.inputValue(), "");
});

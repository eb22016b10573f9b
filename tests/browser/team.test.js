// What a head and personnel see of others, and what they say to it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { eachWithAPerson } from "./journey.js";
import { addPerson, addTeam } from "./people.js";
import { checkPage } from "./page-checks.js";
import { Visitor } from "./visitor.js";

let node, browser, token, visitor, page;
eachWithAPerson((given) => ({ node, browser, token, visitor, page } = given));

// Somebody who clocks in and enters what they did, on a phone that is put away again.
async function work(person, titles) {
  const other = await Visitor.arrive(browser, node.origin);
  await other.signIn(person);
  await other.punch("Masuk");
  await other.delivered();
  await other.page.goto("/activities");
  for (const title of titles) {
    await other.page.getByLabel("Kegiatan", { exact: true }).fill(title);
    await other.page.getByLabel("Lamanya").fill("1");
    await other.page.getByRole("button", { name: "Simpan" }).click();
    await other.page.locator(".part", { hasText: title }).waitFor();
  }
  assert.deepEqual(other.complaints, []);
  await other.context.close();
}

test("a head sees who works, and looks at what they did", async () => {
  const people = ["Made Suardana", "Tenri Wali"];
  const { head, members } = await addTeam(node, token, "Perpustakaan", people);
  await work(members[0], ["Mengatalog buku", "Menulis laporan"]);
  await visitor.signIn(head);
  await page.getByRole("link", { name: "Tim", exact: true }).click();
  await page.waitForURL("**/team");
  await visitor.reloadsUntil(page.getByText("1 sedang bekerja · 0 sudah pulang · 2 belum masuk"));
  const board = page.locator("[data-module=board]");
  await board.locator("li", { hasText: "Made Suardana" }).getByText("Bekerja sejak").waitFor();
  await board.locator("li", { hasText: "Tenri Wali" }).waitFor();

  const queue = page.locator("[data-module=activity-queue]");
  const first = queue.locator("li", { hasText: "Mengatalog buku" });
  const second = queue.locator("li", { hasText: "Menulis laporan" });
  await visitor.reloadsUntil(first);
  await checkPage(page, "team");
  await second.getByRole("button", { name: "Kembalikan" }).click();
  await second.getByRole("button", { name: "Kembalikan" }).click();
  await second.getByText("Wajib diisi.").waitFor();
  await second.getByLabel("Alasan").fill("Laporan yang mana?");
  await second.getByRole("button", { name: "Kembalikan" }).click();
  await second.waitFor({ state: "detached" });
  await first.getByRole("button", { name: "Setujui" }).click();
  await queue.getByText("Semua kegiatan sudah dilihat.").waitFor();

  const made = await Visitor.arrive(browser, node.origin);
  await made.signIn(members[0], "/sign-in?next=%2Factivities");
  const returned = made.page.locator("[data-module=returned]");
  await returned.getByText("Laporan yang mana?").waitFor();
  const acknowledged = made.page.locator(".part", { hasText: "Mengatalog buku" });
  await acknowledged.getByText("Disetujui atasan").waitFor();
  await checkPage(made.page, "activities-returned");
  assert.deepEqual(made.complaints, []);
  await made.context.close();
});

test("the recap of a month is shown, and loaded as a file", async () => {
  const { head, members } = await addTeam(node, token, "Arsip", ["Hasan Basri"]);
  await work(members[0], []);
  await visitor.signIn(head, "/sign-in?next=%2Frecap");
  await visitor.reloadsUntil(page.locator("li", { hasText: "Hasan Basri" }));
  await checkPage(page, "recap");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Unduh CSV" }).click(),
  ]);
  assert.match(download.suggestedFilename(), /\.csv$/);
  const csv = readFileSync(await download.path(), "utf8");
  assert.ok(csv.includes("Hasan Basri"), csv.slice(0, 300));
  await page.getByRole("button", { name: "EN English" }).click();
  await page.getByLabel("Whose").selectOption("me");
  await page.waitForURL("**of=me*");
  await page.locator("li", { hasText: "Kepala Arsip" }).waitFor();
  assert.equal(await page.locator("li", { hasText: "Hasan Basri" }).count(), 0);
});

test("what looks odd is looked at by personnel, with a word why", async () => {
  const { members } = await addTeam(node, token, "Humas", ["Bambang Setiawan"]);
  const bambang = await Visitor.arrive(browser, node.origin);
  await bambang.signIn(members[0]);
  await bambang.page.evaluate(punchWithAVaguePosition);
  assert.deepEqual(bambang.complaints, []);
  await bambang.context.close();

  const roles = ["employee", "personnel"];
  const keeper = await addPerson(node, token, "kepegawaian", { roles });
  await visitor.signIn(keeper);
  await page.getByRole("link", { name: "Tim", exact: true }).click();
  const odd = page.locator("[data-module=evidence-queue] li", { hasText: "Bambang Setiawan" });
  await visitor.reloadsUntil(odd);
  await checkPage(page, "team-evidence");
  const one = odd.first();
  await one.getByRole("button", { name: "Tidak apa-apa" }).click();
  await one.getByRole("button", { name: "Tidak apa-apa" }).click();
  await one.getByText("Wajib diisi.").waitFor();
  await one.getByLabel("Alasan").fill("Di dalam gedung.");
  await one.getByRole("button", { name: "Tidak apa-apa" }).click();
  await page.locator("[data-module=evidence-queue]").getByText("Tidak ada yang janggal.").waitFor();
});

test("who leads nobody is told so", async () => {
  const { members } = await addTeam(node, token, "Umum", ["Yohana Wanggai"]);
  await visitor.signIn(members[0]);
  await page.getByRole("link", { name: "Penugasan" }).waitFor();
  assert.equal(await page.getByRole("link", { name: "Tim", exact: true }).count(), 0);
  await page.goto("/team");
  await visitor.sees("Anda tidak memimpin unit atau tim saat ini.");
  await checkPage(page, "team-none");
});

// As a phone sends it whose fix is exact to kilometres.
async function punchWithAVaguePosition() {
  const body = {
    direction: "in",
    work_mode: "office",
    zone: "Asia/Jakarta",
    claimed_at: new Date().toISOString(),
    position: { latitude: -6.2, longitude: 106.8, accuracy_m: 5000, age_s: 2 },
  };
  const headers = { "content-type": "application/json" };
  const path = "/api/attendance/punches/0193a5b0-7c1e-7000-8000-0000000000bb";
  await fetch(path, { method: "PUT", headers, body: JSON.stringify(body) });
}

// What somebody asks and somebody else decides.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eachWithAPerson } from "./journey.js";
import { addPerson } from "./people.js";
import { checkPage } from "./page-checks.js";
import { Visitor } from "./visitor.js";

let node, browser, token, person, visitor, page;
eachWithAPerson((given) => ({ node, browser, token, person, visitor, page } = given));

test("a forgotten clock-out is asked for, and taken back", async () => {
  await visitor.signIn(person);
  await page.getByRole("link", { name: "Permohonan" }).click();
  await page.waitForURL("**/requests");
  await page.getByLabel("Jenis permohonan").selectOption("correction");
  await checkPage(page, "requests");
  const button = page.getByRole("button", { name: "Ajukan" });
  await button.click();
  await visitor.sees("Wajib diisi.");
  await page.getByLabel("Pukul").fill("00:01");
  await page.getByLabel("Alasan").fill("Ponsel mati saat pulang.");
  await button.click();
  const mine = page.locator("[data-module=mine]");
  await mine.getByText("Menunggu keputusan").waitFor();
  await mine.getByText("Pulang 00:01").waitFor();
  await checkPage(page, "requests-asked");
  await mine.getByRole("button", { name: "Tarik" }).click();
  await mine.getByText("Ditarik").waitFor();
});

test("a day that lacks a clock-out leads to asking for it", async () => {
  await visitor.signIn(person, "/sign-in?next=%2Frequests%3Fday%3D2026-11-02");
  await page.getByLabel("Catatan yang kurang").waitFor();
  assert.equal(await page.getByLabel("Tanggal").inputValue(), "2026-11-02");
});

test("a punch that came too late is asked for as it was", async () => {
  await visitor.signIn(person);
  await page.evaluate(async () => {
    const at = new Date(Date.now() - 100 * 3_600_000).toISOString();
    const body = { direction: "in", work_mode: "home", zone: "Asia/Jakarta", claimed_at: at };
    const headers = { "content-type": "application/json" };
    const path = "/api/attendance/punches/0193a5b0-7c1e-7000-8000-0000000000aa";
    await fetch(path, { method: "PUT", headers, body: JSON.stringify(body) });
  });
  await page.goto("/requests");
  const late = page.locator("[data-module=late]");
  await late.getByLabel("Alasan").fill("Tidak ada jaringan di lokasi.");
  await checkPage(page, "requests-late");
  await late.getByRole("button", { name: "Koreksi kehadiran" }).click();
  await late.waitFor({ state: "hidden" });
  await page.locator("[data-module=mine]").getByText("Tidak ada jaringan").waitFor();
});

test("leave is asked for on one phone and approved on another", async () => {
  await visitor.signIn(person, "/sign-in?next=%2Frequests");
  await page.getByText("Sisa Cuti tahunan").waitFor();
  await page.getByLabel("Jenis cuti").selectOption("sick");
  await page.getByLabel("Alasan").fill("Demam.");
  await page.getByRole("button", { name: "Ajukan" }).click();
  await page.locator("[data-module=mine]").getByText("Menunggu keputusan").waitFor();

  const roles = ["employee", "personnel"];
  const keeper = await addPerson(node, token, "kepegawaian", { roles });
  const other = await Visitor.arrive(browser, node.origin);
  await other.signIn(keeper, "/sign-in?next=%2Frequests");
  const queue = other.page.locator("[data-module=queue] li", { hasText: "Demam." });
  await queue.getByText("Demam.").waitFor();
  await queue.getByText("Cuti sakit · Siti Rahayu").waitFor();
  await checkPage(other.page, "requests-queue");
  // To decline without a word is refused where the word belongs.
  await queue.getByRole("button", { name: "Tolak" }).click();
  await queue.getByText("Wajib diisi.").waitFor();
  await queue.getByRole("button", { name: "Setujui" }).click();
  await queue.waitFor({ state: "detached" });
  assert.deepEqual(other.complaints, []);
  await other.context.close();

  await page.reload();
  await page.locator("[data-module=mine]").getByText("Disetujui").waitFor();
  await page.goto("/month");
  await page.locator(".month-day.leave, .month-day.off, .month-day.holiday").first().waitFor();
});

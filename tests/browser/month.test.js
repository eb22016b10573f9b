// My month: each day in words, and on a tap why.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eachWithAPerson } from "./journey.js";
import { checkPage } from "./page-checks.js";

let person, visitor, page;
eachWithAPerson((given) => ({ person, visitor, page } = given));

test("a month tells each day in words, and on a tap why it is so", async () => {
  await visitor.signIn(person);
  await visitor.punch("Masuk");
  await visitor.delivered();
  await page.getByRole("link", { name: "Bulan saya" }).click();
  await page.waitForURL("**/month");
  const present = page.locator(".month-day.present");
  await present.waitFor();
  assert.equal(await present.count(), 1);
  await present.locator("summary").click();
  await present.getByText("Hadir: catatan pertama").waitFor();
  await page.getByText(/^Minggu \d+$/).first().waitFor();
  await checkPage(page, "month");
  await page.getByRole("button", { name: "English" }).click();
  await visitor.sees("My month");
  await present.locator("summary").press("Enter");
  await present.getByText("Present: first record").waitFor();
  await present.getByRole("link", { name: "Open this day" }).click();
  await page.getByRole("heading", { name: "My day" }).waitFor();
});

test("from month to month, and what is no month opens the current one", async () => {
  await visitor.signIn(person, "/sign-in?next=%2Fmonth%3Fmonth%3D2026-08");
  await visitor.sees("Agustus 2026");
  const holiday = page.locator(".month-day.holiday", { hasText: "17" });
  await holiday.locator("summary").click();
  await holiday.getByText("Libur: Proklamasi Kemerdekaan, kalender versi 1").waitFor();
  await checkPage(page, "month-holiday");
  await page.getByRole("link", { name: "Bulan sebelumnya" }).click();
  await visitor.sees("Juli 2026");
  await page.getByRole("link", { name: "Bulan berikutnya" }).click();
  await visitor.sees("Agustus 2026");
  await page.goto("/month?month=2026-99");
  await page.locator(".month-day").first().waitFor();
  assert.equal(await page.getByRole("link", { name: "Bulan berikutnya" }).count(), 0);
});

// The directory: a colleague is found by a part of the name, and through the units.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eachWithAPerson } from "./journey.js";
import { checkPage } from "./page-checks.js";
import { addMember, addUnit } from "./people.js";

let node, token, person, visitor, page;
eachWithAPerson((given) => ({ node, token, person, visitor, page } = given));

async function openDirectory() {
  await visitor.signIn(person);
  await page.getByRole("link", { name: "Direktori" }).click();
  await page.waitForURL("**/directory");
  await page.getByLabel("Nama rekan").waitFor();
}

test("a part of a name finds a colleague and how to reach them", async () => {
  const unit = await addUnit(node, token, "Direktorat Pangan dan Pertanian");
  const contact = { email: "andre@contoh.go.id", phone: "+62 21-3193 6207" };
  const titles = { front_title: "Dr.", back_title: "S.E., M.Si." };
  const andre = { name: "André Ma'ruf", ...titles, ...contact };
  await addMember(node, token, unit, "Perencana Ahli Madya", andre);
  await openDirectory();
  await page.getByLabel("Nama rekan").fill("andre mar");
  await visitor.sees("Dr. André Ma'ruf, S.E., M.Si.");
  await visitor.sees("Perencana Ahli Madya");
  const call = page.getByRole("link", { name: "+62 21-3193 6207" });
  assert.equal(await call.getAttribute("href"), "tel:+622131936207");
  await checkPage(page, "directory-found");
  await page.getByLabel("Nama rekan").fill("tidak ada orang ini");
  await visitor.sees("Tidak ada yang bernama demikian");
  await page.reload();
  await visitor.sees("Tidak ada yang bernama demikian");
});

test("through the units, and on with more than a page of people", async () => {
  const ministry = await addUnit(node, token, "Kementerian Contoh");
  const deputy = await addUnit(node, token, "Kedeputian Ekonomi", ministry);
  for (let n = 10; n < 65; n += 1) {
    await addMember(node, token, deputy, "Perencana", { name: `Pegawai ${n}` });
  }
  await openDirectory();
  await page.getByRole("link", { name: "Kementerian Contoh" }).click();
  await visitor.sees("Tidak ada yang menjadi anggota langsung unit ini");
  await page.getByRole("link", { name: "Kedeputian Ekonomi" }).click();
  await page.getByRole("heading", { name: "Kedeputian Ekonomi" }).waitFor();
  await visitor.sees("Pegawai 10");
  assert.equal(await page.locator(".person").count(), 50);
  await checkPage(page, "directory-unit");
  await page.getByRole("button", { name: "Tampilkan lagi" }).click();
  await visitor.sees("Pegawai 64");
  assert.equal(await page.locator(".person").count(), 55);
  await page.getByRole("link", { name: "Kementerian Contoh" }).click();
  await page.getByRole("heading", { name: "Kementerian Contoh" }).waitFor();
});

test("without a network the search says so and goes on when it is back", async () => {
  await openDirectory();
  await visitor.context.setOffline(true);
  await page.getByLabel("Nama rekan").fill("pegawai");
  await page.getByRole("alert").waitFor();
  await visitor.context.setOffline(false);
  await page.getByRole("button", { name: "Coba lagi" }).click();
  await page.getByRole("alert").waitFor({ state: "detached" });
});

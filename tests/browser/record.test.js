// Those who keep the records: a new person, a change, and the rules of the institution.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eachWithAPerson } from "./journey.js";
import { ADMINISTRATOR, addPerson, addUnit } from "./people.js";
import { checkPage } from "./page-checks.js";

let node, token, person, visitor, page;
eachWithAPerson((given) => ({ node, token, person, visitor, page } = given));

const save = (page) => page.getByRole("button", { name: "Simpan" });
const record = () => page.locator("dl.record");

test("personnel add a person, and change the record", async () => {
  await addUnit(node, token, "Bidang Layanan");
  const keeper = await addPerson(node, token, "juru.arsip", { roles: ["employee", "personnel"] });
  await visitor.signIn(keeper, "/sign-in?next=%2Fdirectory");
  await page.getByRole("link", { name: "Tambah pegawai" }).click();
  await save(page).click();
  await visitor.sees("Wajib diisi.");
  await page.getByLabel("Nama pengguna").fill("dewi.lestari");
  await page.getByLabel("Nama lengkap").fill("Dewi Lestari");
  await page.getByLabel("Gelar belakang").fill("S.Sos.");
  await page.getByLabel("Surel").fill("bukan surel");
  await page.getByLabel("Perencana").check();
  await page.getByLabel("Unit").selectOption({ label: "Bidang Layanan" });
  await page.getByLabel("Jabatan").fill("Pustakawan Ahli Muda");
  await save(page).click();
  // What the office refuses is told at its field, and the rest stays.
  await page.locator("[name='/email'][aria-invalid]").waitFor();
  assert.equal(await page.getByLabel("Jabatan").inputValue(), "Pustakawan Ahli Muda");
  await checkPage(page, "person-new");
  await page.getByLabel("Surel").fill("dewi@contoh.go.id");
  await save(page).click();
  await page.waitForURL("**/person?id=*");
  await record().getByText("Bidang Layanan").waitFor();
  await record().getByText("Pegawai, Perencana").waitFor();

  await page.getByText("Ubah data").click();
  const other = await page.context().newPage();
  await other.goto(page.url());
  await other.getByText("Ubah data").click();
  await other.getByLabel("Telepon").fill("+62 812 0000 1111");
  await save(other).click();
  await other.locator("dl.record").getByText("+62").waitFor();
  await page.getByLabel("Gelar depan").fill("Dra.");
  await save(page).click();
  // Somebody was faster: what is there now is shown, and a second send changes only the title.
  await page.locator(".note.warn", { hasText: "+62" }).waitFor();
  assert.equal(await page.getByLabel("Gelar depan").inputValue(), "Dra.");
  await checkPage(page, "person-changed-meanwhile");
  await save(page).click();
  await page.getByRole("heading", { name: "Dra. Dewi Lestari, S.Sos." }).waitFor();
  await record().getByText("+62").waitFor();
});

test("an administrator sets how people come in", async () => {
  await visitor.signIn(ADMINISTRATOR, "/sign-in?next=%2Fdirectory");
  await page.getByRole("link", { name: "Aturan lembaga" }).click();
  await page.getByLabel("Dengan kata sandi").uncheck();
  await save(page).click();
  await page.locator(".note.bad").waitFor();
  await checkPage(page, "institution");
  await page.getByLabel("Dengan kata sandi").check();
  await page.getByLabel("Dengan kunci sandi").uncheck();
  await page.getByLabel("Simpan data").fill("12");
  await save(page).click();
  await page.locator("#said", { hasText: "Tersimpan." }).waitFor({ state: "attached" });
  await page.reload();
  assert.equal(await page.getByLabel("Simpan data").inputValue(), "12");
  assert.equal(await page.getByLabel("Dengan kunci sandi").isChecked(), false);
  await page.getByRole("button", { name: "EN English" }).click();
  await page.getByText("Rules of the institution").first().waitFor();
});

test("who may not change the rules is refused", async () => {
  await visitor.signIn(person, "/sign-in?next=%2Finstitution");
  await page.getByLabel("Simpan data").fill("3");
  await save(page).click();
  await page.locator(".note.bad").waitFor();
  await page.goto("/directory");
  assert.equal(await page.getByRole("link", { name: "Tambah pegawai" }).count(), 0);
});

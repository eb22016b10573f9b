// What personnel have at hand: helping somebody to sign in, and taking in a file.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eachWithAPerson } from "./journey.js";
import { checkPage } from "./page-checks.js";
import { ADMINISTRATOR } from "./people.js";

// What follows an answer has happened by then, in ms.
const SETTLED_MS = 300;

let node, person, visitor, page;
eachWithAPerson((given) => ({ node, person, visitor, page } = given));

const button = (name) => page.getByRole("button", { name, exact: true });

// Each button says what it does, also to whoever hears the buttons alone.
const LINK = "Buat tautan: Tautan untuk membuat kata sandi";

// An act is asked for, asked about, and done.
async function act(name, question) {
  await button(name).click();
  await visitor.sees(question);
  await button(name).click();
}

test("from the directory a name leads to the record, and to help with signing in", async () => {
  await visitor.signIn(ADMINISTRATOR);
  await page.getByRole("link", { name: "Direktori" }).click();
  await page.getByLabel("Nama rekan").fill(person.name);
  await page.getByRole("link", { name: person.name }).first().click();
  await page.getByRole("heading", { name: person.name }).waitFor();
  await visitor.sees("pegawai-1");
  await checkPage(page, "person");
  await button(LINK).click();
  await visitor.sees(`Buat tautan untuk ${person.name}?`);
  await checkPage(page, "person-asks");
  await button("Batal").click();
  await act(LINK, "Tautan yang lebih lama tidak berlaku lagi");
  await visitor.sees("Tautan sudah dibuat");
  await checkPage(page, "person-link");
  const field = "Tautan untuk membuat kata sandi";
  const link = new URL(await page.getByLabel(field, { exact: true }).inputValue());
  assert.equal(link.origin + link.pathname, `${node.origin}/reset`);
  await button("Salin").click();
  const password = "gunung tinggi di seberang laut";
  const used = await fetch(`${node.origin}/api/people/password-links/use`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token: link.hash.slice(1), password }),
  });
  assert.equal(used.status, 204);
  const question = `Keluarkan ${person.name} dari semua perangkat`;
  await act("Keluarkan: Keluarkan dari semua perangkat", question);
  await visitor.sees("Semua sesi sudah berakhir");
  await act("Hapus: Hapus kode masuk", "Pastikan dahulu");
  await visitor.sees("Orang ini tidak memakai kode masuk");
  await act("Hapus kunci sandi: Hapus semua kunci sandi", "Hapus semua kunci sandi");
  await visitor.sees("Orang ini tidak memakai kunci sandi");
  await act("Lepaskan: Lepaskan akun di tempat lain", "di penyedia identitas lain?");
  await visitor.sees("Tidak ada akun di tempat lain yang terhubung");
});

test("for oneself there is the account, and for who keeps no records no link", async () => {
  await visitor.signIn(ADMINISTRATOR);
  await page.goto("/directory?q=wayan");
  await page.getByRole("link", { name: ADMINISTRATOR.name }).click();
  await visitor.sees("Ini Anda sendiri");
  assert.equal(await button(LINK).count(), 0);
  await page.goto("/person?id=bukan");
  await page.getByRole("alert").waitFor();
  await visitor.signOut();
  await visitor.signIn(person);
  await page.goto("/directory?q=wayan");
  await visitor.sees(ADMINISTRATOR.name);
  assert.equal(await page.getByRole("link", { name: ADMINISTRATOR.name }).count(), 0);
  assert.equal(await page.getByRole("link", { name: "Impor dari berkas" }).count(), 0);
});

function file(rows, name = "pegawai.csv") {
  const text = ["username,name", ...rows].join("\r\n");
  return { name, mimeType: "text/csv", buffer: Buffer.from(text) };
}

async function begin(chosen, rule = "whole") {
  await page.goto("/imports");
  await page.getByLabel("Berkas", { exact: true }).setInputFiles(chosen);
  await page.getByLabel("Bila ada baris yang salah").selectOption(rule);
  await button("Kirim dan periksa").click();
}

test("a file is checked, told with its bad rows, and loaded without them", async () => {
  const bad = Array.from({ length: 60 }, (_, n) => `X ${n},Salah ${n}`);
  const rows = ["budi.s,Budi Santoso", ...bad, "wati.k,Wati Kusuma"];
  await visitor.signIn(ADMINISTRATOR);
  await page.goto("/directory");
  await page.getByRole("link", { name: "Impor dari berkas" }).click();
  await page.getByRole("heading", { name: "Impor baru" }).waitFor();
  await button("Kirim dan periksa").click();
  await visitor.sees("Masih ada isian yang kosong");
  await checkPage(page, "imports");
  await begin(file(rows));
  await visitor.sees("62 baris terbaca. 60 di antaranya salah.");
  await visitor.sees("Tidak ada yang dimuat");
  assert.equal(await page.getByRole("row").count(), 51);
  await button("Tampilkan lagi").click();
  await page.getByRole("row", { name: /^61 / }).waitFor();
  await checkPage(page, "import-checked");
  await button("Buang impor ini").click();
  await page.getByRole("heading", { name: "Impor baru" }).waitFor();
  await begin(file(rows), "skip");
  await visitor.sees("Baris yang salah tidak ikut dimuat");
  await button("Muat 2 baris").click();
  await page.getByRole("heading", { name: "Sudah dimuat" }).waitFor();
  const told = await page.locator(".record").innerText();
  const figures = "Ditambahkan 2 Diubah 0 Sudah sesuai 0 Tidak dimuat 60";
  assert.equal(told.replaceAll(/\s+/g, " ").trim(), figures);
  await checkPage(page, "import-loaded");
  await page.goto("/imports");
  await visitor.sees("Sudah dimuat");
  await page.goto("/directory?q=kusuma");
  await visitor.sees("Wati Kusuma");
});

// Three parts of a file.
function manyRows() {
  const row = (_, n) => `orang.${n},Pegawai dengan nama panjang ${n}`;
  return Array.from({ length: 6_000 }, row);
}

test("an upload that was cut goes on with the same file after a reload", async () => {
  const rows = manyRows();
  await visitor.signIn(ADMINISTRATOR);
  await page.route("**/parts/2", (route) => route.abort());
  await begin(file(rows));
  await page.getByRole("alert").getByText("Tidak tersambung ke kantor").waitFor();
  await page.unroute("**/parts/2");
  await page.reload();
  await visitor.sees("Baru sebagian berkas yang sampai");
  await checkPage(page, "import-again");
  await page.getByLabel("Berkas", { exact: true }).setInputFiles(file(rows.slice(1)));
  await visitor.sees("Panjang berkas ini berbeda");
  const other = rows.with(0, rows[0].replace("panjang", "pendeks"));
  await page.getByLabel("Berkas", { exact: true }).setInputFiles(file(other));
  await visitor.sees("Bagian ini sudah diterima dengan isi lain");
  await page.reload();
  await page.getByLabel("Berkas", { exact: true }).setInputFiles(file(rows));
  await visitor.sees("6000 baris terbaca.");
  await button("Muat 6000 baris").waitFor();
  await button("Buang impor ini").click();
  await page.getByRole("heading", { name: "Impor baru" }).waitFor();
});

// Keeps a part of a file on its way: `sent` once the page has sent it, and `letGo()`.
async function hold(n) {
  const { promise: free, resolve: letGo } = withResolvers();
  const { promise: sent, resolve: tell } = withResolvers();
  await page.route(`**/parts/${n}`, async (route) => {
    tell();
    await free;
    await route.continue();
  });
  return { sent, letGo };
}

function withResolvers() {
  const both = {};
  both.promise = new Promise((resolve) => Object.assign(both, { resolve }));
  return both;
}

test("who goes back during an upload has left it", async () => {
  await visitor.signIn(ADMINISTRATOR);
  const [second, third] = [await hold(2), await hold(3)];
  let isSent = false;
  third.sent.then(() => (isSent = true));
  await begin(file(manyRows()));
  await second.sent;
  await page.goBack();
  await page.getByRole("heading", { name: "Impor baru" }).waitFor();
  const answered = page.waitForResponse("**/parts/2");
  second.letGo();
  await (await answered).finished();
  await page.evaluate((ms) => new Promise((fulfil) => setTimeout(fulfil, ms)), SETTLED_MS);
  assert.equal(isSent, false);
  await page.getByRole("heading", { name: "Impor baru" }).waitFor();
  third.letGo();
  await page.goForward();
  // The page has the file still.
  await button("Muat 6000 baris").waitFor();
  await button("Buang impor ini").click();
  await page.getByRole("heading", { name: "Impor baru" }).waitFor();
});

test("an upload leaves the focus where it is, and can be discarded meanwhile", async () => {
  await visitor.signIn(ADMINISTRATOR);
  const [second, third] = [await hold(2), await hold(3)];
  await begin(file(manyRows()));
  await second.sent;
  await checkPage(page, "import-uploading");
  await button("Buang impor ini").focus();
  const before = await page.getByRole("progressbar").getAttribute("value");
  second.letGo();
  await third.sent;
  assert.notEqual(await page.getByRole("progressbar").getAttribute("value"), before);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Impor baru" }).waitFor();
  third.letGo();
});

test("another language in the middle of an upload does not lose the file", async () => {
  await visitor.signIn(ADMINISTRATOR);
  const second = await hold(2);
  await begin(file(manyRows()));
  await second.sent;
  await page.getByRole("button", { name: "English" }).click();
  await page.getByRole("heading", { name: "Sending the file" }).waitFor();
  second.letGo();
  await button("Load 6000 rows").waitFor();
  await button("Discard this import").click();
  await page.getByRole("heading", { name: "New import" }).waitFor();
});

test("what is no file of people says why, and another one is one press away", async () => {
  await visitor.signIn(ADMINISTRATOR);
  await begin({ name: "foto.xlsx", mimeType: "", buffer: Buffer.from("bukan buku kerja") });
  await page.getByRole("alert").getByText("Ini bukan buku kerja XLSX yang utuh").waitFor();
  await checkPage(page, "import-refused");
  await page.getByRole("link", { name: "Berkas lain" }).click();
  await page.getByRole("heading", { name: "Impor saya" }).waitFor();
});

// Files: one that survives a bad line and a reload, a version, a link for outsiders, work handed
// in.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { eachWithAPerson } from "./journey.js";
import { checkPage } from "./page-checks.js";

let node, person, visitor, page, folder;
eachWithAPerson((given) => ({ node, person, visitor, page } = given));

before(async () => (folder = await mkdtemp(join(tmpdir(), "ngantor-files-"))));
after(() => rm(folder, { recursive: true, force: true }));

const button = (name) => page.getByRole("button", { name, exact: true });
const kept = () => page.locator("[data-module=my-files] section").nth(1);
const row = (name) => kept().locator("li", { hasText: name });

async function file(name, bytes) {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

async function downloaded(link) {
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

test("an upload survives a cut, a pause and a reload, and comes back byte for byte", async () => {
  const bytes = randomBytes(3_000_000);
  const path = await file("Laporan akhir ꦲꦏ꧀ꦱꦫ.bin", bytes);
  await visitor.signIn(person, `/sign-in?next=${encodeURIComponent("/files")}`);
  await visitor.sees("Belum ada berkas.");
  await checkPage(page, "files-empty");
  // The third part never arrives, nor any after it.
  const sentFrom = [];
  let isCut = false;
  await page.route("**/api/uploads/files/*", async (route) => {
    const request = route.request();
    if (request.method() !== "PATCH") return route.continue();
    if (sentFrom.length >= 2) isCut = true;
    if (isCut) return route.abort("connectionreset");
    sentFrom.push(Number(request.headers()["upload-offset"]));
    return route.continue();
  });
  await page.getByLabel("Unggah berkas").setInputFiles(path);
  await page.getByText("menunggu sambungan").waitFor();
  await checkPage(page, "files-waiting");
  await button("Jeda").click();
  await page.getByText("berhenti").waitFor();
  await page.unroute("**/api/uploads/files/*");

  await page.reload();
  await row("Laporan akhir").getByText("Belum selesai").waitFor();
  const patches = [];
  page.on("request", (request) => {
    if (request.method() === "PATCH") patches.push(Number(request.headers()["upload-offset"]));
  });
  await page.getByLabel("Unggah berkas").setInputFiles(path);
  await row("Laporan akhir").getByText("Unduh").waitFor();
  assert.ok(patches[0] > 0, `it began again at ${patches[0]}`);
  await checkPage(page, "files-sent");
  const got = await downloaded(row("Laporan akhir").getByText("Unduh"));
  assert.equal(got.name, "Laporan akhir ꦲꦏ꧀ꦱꦫ.bin");
  assert.ok(got.bytes.equals(bytes), "other bytes");
});

test("a document has versions, and a link lets outsiders get it until it ends", async () => {
  await visitor.signIn(person, `/sign-in?next=${encodeURIComponent("/files")}`);
  await page.getByLabel("Unggah berkas").setInputFiles(await file("nota.txt", "versi satu"));
  const one = row("nota.txt");
  await one.getByText("Tautan untuk orang luar").click();
  await one.getByRole("button", { name: "Buat tautan" }).click();
  const address = await one.getByLabel("Alamat tautan").inputValue();
  await checkPage(page, "files-link");
  const outside = await fetch(address);
  assert.equal(await outside.text(), "versi satu");
  assert.match(outside.headers.get("content-disposition"), /^attachment;/);
  await one.getByRole("button", { name: "Akhiri" }).click();
  await one.getByRole("button", { name: "Akhiri" }).waitFor({ state: "detached" });
  assert.equal((await fetch(address)).status, 404);

  await one.getByText("Versi", { exact: true }).click();
  const next = await file("nota2.txt", "versi dua");
  await one.getByLabel("Unggah versi baru").setInputFiles(next);
  await row("nota2.txt").getByText("Versi", { exact: true }).click();
  await row("nota2.txt").getByRole("button", { name: "Jadikan versi terbaru" }).waitFor();
  await checkPage(page, "files-versions");
  await row("nota2.txt").getByRole("button", { name: "Jadikan versi terbaru" }).click();
  await page.locator("li strong", { hasText: "nota.txt" }).nth(1).waitFor();
});

test("a program is refused, in words, and nothing is kept", async () => {
  await visitor.signIn(person, `/sign-in?next=${encodeURIComponent("/files")}`);
  const elf = Buffer.concat([Buffer.from("\x7fELF", "latin1"), Buffer.alloc(200)]);
  await page.getByLabel("Unggah berkas").setInputFiles(await file("laporan.pdf", elf));
  await page.getByText("Jenis berkas ini tidak diterima").waitFor();
  await checkPage(page, "files-refused");
});

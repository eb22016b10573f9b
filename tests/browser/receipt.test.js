// The receipt of a punch: found from the list, kept as a file that proves it without the node.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { eachWithAPerson } from "./journey.js";
import { BINARY } from "./node.js";
import { checkPage } from "./page-checks.js";

// A punch is sealed by the next tick (5 s), and the page asks again after as long.
const SEALED_MS = 20_000;

let person, visitor, page;
eachWithAPerson((given) => ({ person, visitor, page } = given));

async function openReceipt() {
  await visitor.signIn(person);
  await visitor.punch("Masuk");
  await visitor.delivered();
  await page.getByRole("link", { name: "Tanda terima" }).click();
  await page.waitForURL("**/receipt?punch=*");
  await page.getByRole("heading", { name: /^Masuk, / }).waitFor({ timeout: SEALED_MS });
}

function verify(folder, receipt, key) {
  const file = join(folder, "receipt.json");
  writeFileSync(file, JSON.stringify(receipt));
  return execFileSync(BINARY, ["verify", "receipt", file, "--key", key], { encoding: "utf8" });
}

test("a receipt is kept as a file that proves the punch without the office", async () => {
  await openReceipt();
  const picture = page.getByRole("img", { name: /Kode QR/ });
  await picture.waitFor();
  const size = await picture.evaluate(async (image) => {
    await image.decode();
    return image.naturalWidth;
  });
  assert.ok(size > 300, `${size} px`);
  await page.getByText("Cara memeriksanya").click();
  await checkPage(page, "receipt");
  const saving = page.waitForEvent("download");
  await page.getByRole("link", { name: "Simpan berkas" }).click();
  const saved = await saving;
  assert.match(saved.suggestedFilename(), /^ngantor-receipt-\d{4}-\d\d-\d\d-[0-9a-f-]{36}\.json$/);
  const folder = mkdtempSync(join(tmpdir(), "ngantor-receipt-"));
  try {
    await saved.saveAs(join(folder, "saved.json"));
    const receipt = await import(join(folder, "saved.json"), { with: { type: "json" } });
    const command = await page.locator("pre").innerText();
    const key = /--key '([^']+)'/.exec(command)[1];
    assert.match(verify(folder, receipt.default, key), /^PROVED\./);
    const forged = structuredClone(receipt.default);
    forged.entry.at -= 3_600_000;
    assert.throws(() => verify(folder, forged, key));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("the picture is kept as well, in English too, and leads back to the day", async () => {
  await openReceipt();
  const saving = page.waitForEvent("download");
  await page.getByRole("link", { name: "Simpan gambar" }).click();
  assert.match((await saving).suggestedFilename(), /\.png$/);
  await page.getByRole("button", { name: "English" }).click();
  await page.getByRole("heading", { name: /^Clock in|^In, / }).waitFor();
  await page.getByRole("link", { name: "Back to this day" }).click();
  await page.getByRole("heading", { name: "My day" }).waitFor();
  await page.goto("/receipt?punch=nothing");
  await visitor.sees("Which punch?");
});

// A wallboard without a keyboard: it shows a code, a person types it on their phone.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eachWithAPerson } from "./journey.js";
import { checkPage } from "./page-checks.js";

let node, person, visitor, page;
eachWithAPerson((given) => ({ node, person, visitor, page } = given));

// What the wallboard sends; it is no browser.
async function send(path, body) {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(node.origin + path, {
    method: "POST",
    headers,
    body: JSON.stringify(body),
  });
  return { status: answer.status, ...(await answer.json()) };
}

const wallboard = () =>
  send("/api/people/device-authorizations", {
    name: "Papan ruang situasi",
    scopes: ["attendance:read"],
  });

test("a wallboard is let in by who types its code", async () => {
  const board = await wallboard();
  await visitor.signIn(person);
  await page.goto(board.verification_uri);
  await page.getByLabel("Kode pada perangkat").fill("BBBB BBBB");
  await page.getByRole("button", { name: "Lanjut" }).click();
  await page.getByRole("alert").getByText("Tidak ada perangkat dengan kode ini").waitFor();
  const typed = board.user_code.toLowerCase().replace("-", "");
  await page.getByLabel("Kode pada perangkat").fill(typed);
  await page.getByRole("button", { name: "Lanjut" }).click();
  await visitor.sees("Papan ruang situasi meminta izin masuk");
  await visitor.sees("membaca attendance atas nama Anda");
  await checkPage(page, "device-asks");
  await page.getByRole("button", { name: "Izinkan" }).click();
  await visitor.sees("Perangkat sudah diizinkan");
  const tokens = await send("/api/people/device-tokens", { device_code: board.device_code });
  assert.equal(tokens.status, 200);
  const token = tokens.access_tokens.attendance;
  const headers = { authorization: `Bearer ${token}` };
  const day = await fetch(`${node.origin}/api/attendance/days/today`, { headers });
  assert.equal(day.status, 200);
});

test("the picture on the wallboard leads to its code, and no is no", async () => {
  const board = await wallboard();
  await visitor.signIn(person);
  await page.goto(board.verification_uri_complete);
  const input = page.getByLabel("Kode pada perangkat");
  assert.equal(await input.inputValue(), board.user_code);
  assert.equal(new URL(page.url()).hash, "");
  await checkPage(page, "device-code");
  await page.getByRole("button", { name: "Lanjut" }).click();
  await page.getByRole("button", { name: "Tolak" }).click();
  await visitor.sees("Perangkat itu tidak diizinkan");
  const told = await send("/api/people/device-tokens", { device_code: board.device_code });
  assert.equal(told.code, "access_denied");
});

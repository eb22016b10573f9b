// Passkeys: made on the account's page, they open the door without a name, a password and a code.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Authenticator } from "./authenticator.js";
import { eachWithAPerson } from "./journey.js";
import { checkPage } from "./page-checks.js";
import { ADMINISTRATOR, keepProvider, openWays } from "./people.js";
import { Visitor } from "./visitor.js";

// Nobody asks it anything here.
const PROVIDER = {
  name: "Kantor Pusat",
  issuer: "https://sso.example",
  client_id: "kantor",
  person_claim: "preferred_username",
  person_field: "username",
  is_on: true,
};

let node, browser, token, person, visitor, page;
eachWithAPerson((given) => ({ node, browser, token, person, visitor, page } = given), {
  host: "localhost",
});

const card = () => page.locator("section", { hasText: "Tambah kunci sandi" });
const byPasskey = () => page.getByRole("button", { name: "Masuk dengan kunci sandi" });

// By the button. The phone answers only what is asked of it from then on, so the page asks later.
async function press(phone) {
  let letGo;
  const answering = new Promise((fulfil) => (letGo = fulfil));
  await page.route("**/passkey-challenges", async (route) => {
    await answering;
    await route.continue();
  });
  await byPasskey().click();
  await phone.answers(true);
  letGo();
}

// A passkey of the person's, who is signed in.
async function add(name) {
  await page.goto("/account");
  if (name) await card().getByLabel("Nama kunci sandi").fill(name);
  await card().getByLabel("Kata sandi", { exact: true }).fill(person.password);
  await card().getByRole("button", { name: "Tambah kunci sandi" }).click();
  await card().getByText(name ?? "Chrome · Linux").waitFor();
}

test("a passkey opens the door without a name, a password and a code", async () => {
  const phone = await Authenticator.of(page);
  await visitor.signIn(person);
  await page.goto("/account");
  await card().getByText("Belum ada kunci sandi").waitFor();
  await checkPage(page, "account-passkeys-none");
  await add();
  const [passkey] = await phone.passkeys();
  assert.equal(passkey.rpId, "localhost");
  assert.equal(passkey.isResidentCredential, true);
  await checkPage(page, "account-passkeys");
  await phone.answers(false);
  await visitor.signOut();
  await byPasskey().waitFor();
  await checkPage(page, "sign-in-passkey");
  await press(phone);
  await visitor.sees("Belum masuk hari ini");
  await page.goto("/account");
  await visitor.sees("Dengan kunci sandi");
  await card().getByText("Terakhir dipakai").waitFor();
  await visitor.sees("Kunci sandi ditambahkan");
  await checkPage(page, "account-by-passkey");
});

test("the username's field offers a passkey by itself", async () => {
  const phone = await Authenticator.of(page);
  await visitor.signIn(person);
  await add();
  await phone.answers(false);
  await visitor.signOut();
  const field = page.getByLabel("Nama pengguna");
  assert.equal(await field.getAttribute("autocomplete"), "username webauthn");
  await phone.answers(true);
  await page.reload();
  await visitor.sees("Belum masuk hari ini");
});

test("a device has one passkey of a person, and a cancelled one is none", async () => {
  const phone = await Authenticator.of(page);
  await visitor.signIn(person);
  await add("Ponsel pertama");
  await card().getByLabel("Kata sandi", { exact: true }).fill(person.password);
  await card().getByRole("button", { name: "Tambah kunci sandi" }).click();
  await card().getByText("Perangkat ini sudah punya kunci sandi").waitFor();
  await phone.send("clearCredentials");
  await phone.recognises(false);
  await card().getByRole("button", { name: "Tambah kunci sandi" }).click();
  await card().getByText("Dibatalkan, atau waktunya habis").waitFor();
  await checkPage(page, "account-passkeys-cancelled");
  assert.deepEqual(await phone.passkeys(), []);
  assert.equal(await card().locator(".rows li").count(), 1);
});

test("a passkey that was removed opens nothing any more", async () => {
  const phone = await Authenticator.of(page);
  await visitor.signIn(person);
  await add("Ponsel lama");
  await card().getByRole("button", { name: "Hapus kunci sandi Ponsel lama" }).click();
  await card().getByText("Hapus juga dari perangkatnya").waitFor();
  await card().getByText("Belum ada kunci sandi").waitFor();
  await phone.answers(false);
  await visitor.signOut();
  await press(phone);
  await page.getByRole("alert").getByText("Kunci sandi ini tidak berlaku di sini").waitFor();
  await checkPage(page, "sign-in-passkey-refused");
  await visitor.signIn(person);
  await visitor.sees("Belum masuk hari ini");
});

test("a wrong password makes no passkey", async () => {
  const phone = await Authenticator.of(page);
  await visitor.signIn(person);
  await page.goto("/account");
  await card().getByLabel("Kata sandi", { exact: true }).fill("bukan kata sandinya");
  await card().getByRole("button", { name: "Tambah kunci sandi" }).click();
  await card().getByText("Kata sandi ini salah").waitFor();
  assert.deepEqual(await phone.passkeys(), []);
});

test("at a number there are no passkeys, and nobody is led to try", async () => {
  const elsewhere = await Visitor.arrive(browser, node.origin);
  await elsewhere.signIn(person);
  await elsewhere.page.goto("/account");
  await elsewhere.sees("Peramban ini, atau alamat ini, tidak dapat memakai kunci sandi");
  await elsewhere.signOut();
  const button = elsewhere.page.getByRole("button", { name: "Masuk dengan kunci sandi" });
  assert.equal(await button.count(), 0);
  assert.deepEqual(elsewhere.complaints, []);
  await elsewhere.context.close();
});

test("where a password opens the door to administrators only, it stands aside", async (it) => {
  it.after(() => openWays(node, token, "password", "passkey", "provider"));
  // Without passwords another provider must be on: who is new has no passkey yet.
  await keepProvider(node, token, PROVIDER);
  await openWays(node, token, "passkey", "provider");
  await page.goto("/sign-in");
  await byPasskey().waitFor();
  const aside = page.getByText("Masuk sebagai pengelola");
  await aside.waitFor();
  assert.equal(await page.getByLabel("Nama pengguna").isVisible(), false);
  await checkPage(page, "sign-in-passkey-only");
  await aside.click();
  await checkPage(page, "sign-in-administrator");
  await page.getByLabel("Nama pengguna").fill(ADMINISTRATOR.username);
  await page.getByLabel("Kata sandi", { exact: true }).fill(ADMINISTRATOR.password);
  await page.getByRole("button", { name: "Masuk", exact: true }).click();
  await visitor.punchButton.waitFor();
});

test("a closed way is not offered", async (it) => {
  it.after(() => openWays(node, token, "password", "passkey", "provider"));
  await openWays(node, token, "password");
  await page.goto("/sign-in");
  await visitor.sees("Dinas Perpustakaan");
  await page.getByLabel("Nama pengguna").waitFor();
  assert.equal(await byPasskey().count(), 0);
  assert.equal(await page.getByText("Masuk sebagai pengelola").isVisible(), false);
  await visitor.signIn(person);
  await page.goto("/account");
  await visitor.sees("Instansi Anda tidak memakai kunci sandi");
  assert.equal(await page.getByRole("button", { name: "Tambah kunci sandi" }).count(), 0);
  await checkPage(page, "account-passkeys-closed");
});

test("a browser that fails at passkeys says so in the reader's words", async () => {
  await visitor.signIn(person);
  await page.addInitScript(() => {
    const fail = () => Promise.reject(new TypeError("x is not a function"));
    Object.assign(navigator.credentials, { create: fail, get: fail });
  });
  await page.goto("/account");
  await card().getByLabel("Kata sandi", { exact: true }).fill(person.password);
  await card().getByRole("button", { name: "Tambah kunci sandi" }).click();
  await card().getByText("Kunci sandi tidak dapat dipakai").waitFor();
  await page.addInitScript(() => delete AuthenticatorAttestationResponse.prototype.getPublicKey);
  await page.reload();
  await visitor.sees("Peramban ini, atau alamat ini, tidak dapat memakai kunci sandi");
  await visitor.signOut();
  await byPasskey().click();
  await page.getByRole("alert").getByText("Kunci sandi tidak dapat dipakai").waitFor();
});

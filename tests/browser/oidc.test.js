// Signing in by another identity provider: there and back, with somebody whom the office does not
// know, after the provider changed its keys, and out again from there.
import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { IdentityProvider } from "./identity-provider.js";
import { eachWithAPerson } from "./journey.js";
import { checkPage } from "./page-checks.js";
import { ADMINISTRATOR, keepProvider, openWays } from "./people.js";

// Keys are not read again within this time, in ms (http/providers/documents.rs).
const ASK_AGAIN_MS = 10_000;

const provider = await IdentityProvider.listen();
let node, token, person, visitor, page, isKept;
const environment = { SPIN_VARIABLE_IDENTITY_PROVIDER: provider.issuer };
eachWithAPerson((given) => ({ node, token, person, visitor, page } = given), { environment });

beforeEach(async () => {
  const keep = async () => {
    const id = await keepProvider(node, token, provider.form("Kantor Pusat"));
    provider.open(node.origin, id);
  };
  await (isKept ??= keep());
  provider.person = person.username;
});

after(() => provider.stop());

const button = () => page.getByRole("button", { name: "Masuk dengan Kantor Pusat" });

async function signIn(path = "/sign-in") {
  await page.goto(path);
  await button().click();
}

async function landsOn(path) {
  await page.waitForURL((url) => url.origin === node.origin && url.pathname === path);
}

test("there and back, to the page that was wanted", async () => {
  await page.goto("/account");
  await button().waitFor();
  await checkPage(page, "sign-in-by");
  await button().click();
  await landsOn("/account");
  await visitor.sees("Lewat penyedia identitas");
  const names = (await visitor.context.cookies(node.origin)).map((cookie) => cookie.name);
  assert.ok(!names.includes("__Host-sign-in"), names.join());
  // Neither code nor state stays in the history.
  await page.goBack();
  assert.ok(!page.url().includes("code="), page.url());
});

test("a closed way is not offered", async (it) => {
  it.after(() => openWays(node, token, "password", "passkey", "provider"));
  await openWays(node, token, "password");
  const listed = page.waitForResponse("**/api/people/identity-providers");
  await page.goto("/sign-in");
  await (await listed).finished();
  await visitor.sees("Dinas Perpustakaan");
  assert.equal(await button().count(), 0);
});

test("nobody is sent to another site afterwards", async () => {
  await signIn("/sign-in?next=https://evil.example/");
  await landsOn("/");
  await visitor.punchButton.waitFor();
});

test("whom the office does not know stays outside, and reads why", async () => {
  provider.person = "orang-asing";
  await signIn();
  await landsOn("/sign-in/return");
  await page.getByRole("alert").getByText("Akun ini tidak terdaftar di kantor ini").waitFor();
  assert.equal(new URL(page.url()).search, "");
  await checkPage(page, "sign-in-refused");
  await page.getByRole("button", { name: "English" }).click();
  await page.getByRole("link", { name: "To the sign-in page" }).waitFor();
  await page.reload();
  await visitor.sees("This address is not complete");
});

test("an administrator links the account from inside, and comes in by it then", async () => {
  provider.person = ADMINISTRATOR.username;
  await signIn();
  await visitor.sees("Akun pengelola harus dihubungkan dahulu dari dalam");
  await visitor.signIn(ADMINISTRATOR);
  await page.goto("/account");
  await page.getByRole("link", { name: "Akun di penyedia identitas" }).click();
  await page.getByLabel("Kata sandi", { exact: true }).fill(ADMINISTRATOR.password);
  await checkPage(page, "link-account");
  await page.getByRole("button", { name: "Hubungkan" }).click();
  await landsOn("/account");
  await visitor.sees("Lewat penyedia identitas");
  await visitor.sees("Akun di penyedia identitas dihubungkan");
  await visitor.signOut();
  await signIn();
  await landsOn("/");
});

test("an account that is taken away lets an administrator in no more", async () => {
  provider.person = ADMINISTRATOR.username;
  await signIn();
  await landsOn("/");
  await page.goto("/links");
  const mine = page.getByRole("region", { name: "Akun yang terhubung dengan Anda" });
  await mine.getByText("Kantor Pusat").waitFor();
  await checkPage(page, "linked-accounts");
  await mine.getByRole("button", { name: "Lepaskan akun di Kantor Pusat" }).click();
  await mine.getByLabel("Kata sandi", { exact: true }).fill(ADMINISTRATOR.password);
  await mine.getByRole("button", { name: "Lepaskan" }).click();
  // This session came of it too.
  await landsOn("/sign-in");
  await button().click();
  await visitor.sees("Akun pengelola harus dihubungkan dahulu dari dalam");
});

test("a no there is a no here", async () => {
  provider.person = null;
  await signIn();
  await visitor.sees("Penyedia identitas tidak memberi izin masuk");
  await page.getByRole("link", { name: "Ke halaman masuk" }).click();
  await button().waitFor();
});

test("an answer for another browser opens nothing", async () => {
  await signIn();
  await landsOn("/");
  const other = await visitor.context.browser().newContext({ baseURL: node.origin });
  const tab = await other.newPage();
  const id = new URL(provider.client.redirect_uris[0]).searchParams.get("provider");
  const forged = new URLSearchParams({ provider: id, code: "x", state: "y", iss: provider.issuer });
  await tab.goto(`/sign-in/return?${forged}`);
  await tab.getByRole("alert").waitFor();
  assert.deepEqual(await other.cookies(), []);
  await other.close();
});

test("new keys of the provider are read", async () => {
  await signIn();
  await landsOn("/");
  provider.rotate("ES256");
  const until = Date.now() + 2 * ASK_AGAIN_MS;
  do {
    assert.ok(Date.now() < until, await page.textContent("main"));
    await signIn();
    await page.locator(".punch-button, .gate-card [role=alert]").first().waitFor();
  } while (new URL(page.url()).pathname !== "/");
});

test("signing out there ends the session here", async () => {
  await signIn();
  await landsOn("/");
  const tab = await visitor.newTab();
  await tab.goto(`${provider.issuer}/session/end`);
  await tab.getByRole("button", { name: "Yes" }).click();
  await tab.getByText("Sign-out Success").waitFor();
  await page.reload();
  await landsOn("/sign-in");
});

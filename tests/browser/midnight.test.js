// Work past midnight: whoever came before it clocks out after it. The node's clock is the real one,
// so the person lives where midnight has just gone by.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eachWithAPerson } from "./journey.js";
import { checkPage } from "./page-checks.js";
import { addPerson } from "./people.js";
import { Visitor } from "./visitor.js";

let node, browser, token, person, visitor, page;
eachWithAPerson((given) => ({ node, browser, token, person, visitor, page } = given));

// From UTC+12 to UTC-11, each without summer time.
const ZONES = [
  "Pacific/Fiji Pacific/Guadalcanal Pacific/Guam Asia/Jayapura Asia/Makassar Asia/Jakarta",
  "Asia/Dhaka Asia/Tashkent Asia/Dubai Asia/Riyadh Africa/Maputo Africa/Lagos Africa/Abidjan",
  "Atlantic/Cape_Verde Atlantic/South_Georgia America/Sao_Paulo America/Caracas America/Lima",
  "America/Guatemala America/Phoenix Pacific/Pitcairn Pacific/Gambier Pacific/Honolulu",
  "Pacific/Pago_Pago",
].flatMap((line) => line.split(" "));

// The one in which it is between midnight and one.
function zoneAfterMidnight() {
  const hour = (timeZone) =>
    new Date().toLocaleString("en-GB", { timeZone, hour: "2-digit", hourCycle: "h23" });
  return ZONES.find((zone) => Number(hour(zone)) === 0);
}

// Came two hours ago, which is sent from within the page with its own cookies.
async function cameBeforeMidnight(page, zone) {
  const punch = {
    direction: "in",
    work_mode: "office",
    zone,
    claimed_at: new Date(Date.now() - 2 * 3_600_000).toISOString(),
  };
  const put = async ([id, body]) => {
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`/api/attendance/punches/${id}`, { method: "PUT", headers, body });
    return answer.json();
  };
  const id = `0193a5b0-7c1e-7000-8000-${Date.now().toString(16).padStart(12, "0")}`;
  return page.evaluate(put, [id, JSON.stringify(punch)]);
}

test("whoever came before midnight is offered to clock out after it", async () => {
  const zone = zoneAfterMidnight();
  const worker = await addPerson(node, token, "orang-malam", { zone });
  const night = await Visitor.arrive(browser, node.origin);
  await night.signIn(worker);
  await night.sees("Belum masuk hari ini");
  const came = await cameBeforeMidnight(night.page, zone);
  await night.page.reload();
  await night.sees(/Bekerja sejak 2[23]:\d\d/);
  await checkPage(night.page, "today-past-midnight");
  await night.punch("Pulang");
  await night.delivered();
  const [punch, ...more] = await night.punchesToday(zone);
  assert.equal(punch.direction, "out");
  assert.deepEqual(more, []);
  const ask = (path) => fetch(path).then((answer) => answer.json());
  const before = await night.page.evaluate(ask, `/api/attendance/days/${came.day}?zone=${zone}`);
  assert.equal(before.duty.is_missing, false);
  assert.ok(before.duty.worked_min >= 120, JSON.stringify(before.duty));
  await night.context.close();
  assert.deepEqual(night.complaints, []);
});

test("a person may choose the other direction by a quieter button", async () => {
  await visitor.signIn(person);
  await visitor.sees("Belum masuk hari ini");
  await page.getByRole("button", { name: "Bukan datang? Catat pulang" }).click();
  await visitor.delivered();
  const [punch] = await visitor.punchesToday();
  assert.equal(punch.direction, "out");
});

// Looks at a page as a reviewer would: accessibility, sideways scroll, a picture.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const SHOTS = join(import.meta.dirname, "shots");

mkdirSync(SHOTS, { recursive: true });

const PHONE = { width: 360, height: 740 };
const DESK = { width: 1280, height: 800 };

// On a phone and on a desk, in light and in dark, and on a phone with letters twice as large.
// The phone comes last: the journey goes on with it.
export async function checkPage(page, name) {
  for (const [place, viewport] of Object.entries({ desk: DESK, phone: PHONE })) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ["dark", "light"]) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await look(page, `${name}-${place}-${colorScheme}`);
      assert.deepEqual(await violations(page), [], `axe on ${name}, ${place}, ${colorScheme}`);
    }
  }
  await checkTargets(page, name);
  await enlarge(page, "200%");
  await look(page, `${name}-phone-enlarged`);
  await enlarge(page, "");
}

// A picture, and nothing that sticks out to the side.
async function look(page, shot) {
  await page.screenshot({ path: join(SHOTS, `${shot}.png`), fullPage: true });
  assert.deepEqual(await sticksOut(page), [], `${shot} scrolls sideways`);
}

function sticksOut(page) {
  return page.evaluate(() => {
    const { clientWidth, scrollWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    return [...document.querySelectorAll("body *")]
      .filter((element) => element.getBoundingClientRect().right > clientWidth)
      .map((element) => element.outerHTML.slice(0, 80))
      .slice(-5);
  });
}

function enlarge(page, fontSize) {
  return page.evaluate((size) => (document.documentElement.style.fontSize = size), fontSize);
}

async function violations(page) {
  await page.evaluate(AXE);
  const results = await page.evaluate(() => window.axe.run());
  return results.violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
}

// What a thumb has to hit is at least 44 px each way (links within a sentence excepted).
async function checkTargets(page, name) {
  const small = await page.evaluate(() => {
    const targets = document.querySelectorAll("button, a, summary, select, textarea, input");
    const reach = (element) => (element.closest("label") ?? element).getBoundingClientRect();
    return [...targets]
      .filter((element) => element.checkVisibility() && !element.matches(".skip, p a"))
      .filter((element) => reach(element).height < 43.5 || reach(element).width < 43.5)
      .map((element) => element.outerHTML.slice(0, 120));
  });
  assert.deepEqual(small, [], `small targets on ${name}`);
}

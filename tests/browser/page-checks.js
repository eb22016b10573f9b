// Looks at a page as a reviewer would: accessibility, sideways scroll, a picture.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const SHOTS = join(import.meta.dirname, "shots");

mkdirSync(SHOTS, { recursive: true });

// In light and in dark.
export async function checkPage(page, name) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.screenshot({ path: join(SHOTS, `${name}-${colorScheme}.png`), fullPage: true });
    assert.deepEqual(await violations(page), [], `axe on ${name}, ${colorScheme}`);
    const sideways = () => document.documentElement.scrollWidth - innerWidth;
    assert.ok((await page.evaluate(sideways)) <= 0, `${name} scrolls sideways`);
  }
  await checkTargets(page, name);
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

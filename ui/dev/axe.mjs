// Runs axe over every scene × theme × language on the offline fixture; fails on any violation.
// Start `MADOGUCHI_MOCK_CALM=1 npm run dev:mock` first, then `node dev/axe.mjs [name…]`.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { launch, newPage } from "./browser.mjs";
import { scenes } from "./scenes.mjs";

const wanted = process.argv.slice(2);
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await launch();
let violations = 0;

for (const language of ["ja", "en"]) {
  for (const theme of ["light", "dark"]) {
    for (const scene of scenes(language)) {
      if (scene.pictureOnly || (wanted.length > 0 && !wanted.includes(scene.name))) continue;
      const settings = { ...scene.settings, language, theme };
      const page = await newPage(browser, { ...scene, settings });
      await page.evaluate(axe);
      const result = await page.evaluate(() =>
        axe.run(document, {
          runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"],
        }),
      );
      for (const violation of result.violations) {
        violations += 1;
        console.log(`${scene.name} ${language} ${theme}: ${violation.id} — ${violation.help}`);
        for (const node of violation.nodes.slice(0, 4)) {
          console.log(`    ${node.target.join(" ")}\n      ${node.failureSummary?.split("\n")[1]}`);
        }
      }
      await page.context().close();
    }
  }
}
await browser.close();
console.log(violations === 0 ? "no violations" : `${violations} violations`);
process.exitCode = violations === 0 ? 0 : 1;

// Pictures of the pages over the offline fixture: `node dev/screenshots.mjs <folder> [name…]`.
// Start `MADOGUCHI_MOCK_CALM=1 npm run dev:mock` first.
import { mkdir } from "node:fs/promises";
import { launch, newPage } from "./browser.mjs";
import { scenes } from "./scenes.mjs";

const [folder = "../test-results/ui", ...wanted] = process.argv.slice(2);
const browser = await launch();
await mkdir(folder, { recursive: true });

for (const scene of scenes("ja")) {
  if (wanted.length > 0 && !wanted.includes(scene.name)) continue;
  for (const theme of ["light", "dark"]) {
    const page = await newPage(browser, { ...scene, settings: { theme, ...scene.settings } });
    await page.screenshot({ path: `${folder}/${scene.name}-${theme}.png` });
    await page.context().close();
  }
  console.log(scene.name);
}
await browser.close();

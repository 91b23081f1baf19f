// Pictures of the pages over the offline fixture: `node dev/screenshots.mjs [folder] [name…]`.
// Start `MADOGUCHI_MOCK_CALM=1 npm run dev:mock` first.
import { mkdir } from "node:fs/promises";
import { chromium } from "playwright-core";
import { SCENES } from "./scenes.mjs";

const [folder = "../test-results/ui", ...wanted] = process.argv.slice(2);
const base = process.env.MADOGUCHI_UI ?? "http://localhost:5173";

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});
await mkdir(folder, { recursive: true });

for (const scene of SCENES) {
  if (wanted.length > 0 && !wanted.some((name) => scene.name.startsWith(name))) continue;
  const context = await browser.newContext({
    viewport: scene.size ?? { width: 1440, height: 900 },
    locale: "ja-JP",
    timezoneId: "Asia/Tokyo",
    colorScheme: scene.dark ? "dark" : "light",
  });
  await context.addInitScript((settings) => {
    localStorage.setItem("madoguchi.settings", JSON.stringify(settings));
  }, scene.settings ?? {});
  const page = await context.newPage();
  page.on("pageerror", (error) => console.error(`${scene.name}: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") console.error(`${scene.name}: ${message.text()}`);
  });
  await page.goto(base + scene.path);
  await scene.act?.(page);
  await page.waitForTimeout(scene.wait ?? 300);
  await page.screenshot({ path: `${folder}/${scene.name}.png` });
  await context.close();
  console.log(scene.name);
}
await browser.close();

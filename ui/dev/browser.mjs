import { chromium } from "playwright-core";

const base = process.env.MADOGUCHI_UI ?? "http://localhost:5173";

/** Debian's chromium with everything off that would call home. */
export function launch() {
  return chromium.launch({
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
}

/** A page that shows a scene; what goes wrong in it is printed. */
export async function newPage(browser, scene) {
  const context = await browser.newContext({
    viewport: scene.size ?? { width: 1440, height: 900 },
    locale: "ja-JP",
    timezoneId: "Asia/Tokyo",
    reducedMotion: "reduce",
  });
  await context.addInitScript((settings) => {
    if (window.top === window) {
      localStorage.setItem("madoguchi.settings", JSON.stringify(settings));
    }
  }, scene.settings ?? {});
  const page = await context.newPage();
  page.setDefaultTimeout(8_000);
  page.on("pageerror", (error) => console.error(`${scene.name}: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") console.error(`${scene.name}: ${message.text()}`);
  });
  await page.request.get(`${base}/__mock/no-offers`);
  await page.goto(base + scene.path);
  await scene.act?.(page);
  await page.waitForTimeout(scene.wait ?? 500);
  return page;
}

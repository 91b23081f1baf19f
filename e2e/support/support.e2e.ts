import { rm, stat } from "node:fs/promises";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { axeViolations } from "./axe";
import { launchChromium, newPerson, watchErrors } from "./browser";
import { Album } from "./screenshots";
import { freePort } from "./server";

// The instruments of the scenarios, tried on something known to be wrong.

let browser: Awaited<ReturnType<typeof launchChromium>>;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
});

const page = (body: string) =>
  `<!doctype html><html lang="ja" style="font-family: 'Noto Sans CJK JP'"><title>試験</title><main><h1>窓口 髙﨑</h1>${body}</main></html>`;

test("without database: axe finds a planted fault and nothing on a clean page", async () => {
  const person = await newPerson(browser);
  const tab = await person.newPage();
  await tab.setContent(page("<p>こんにちは</p>"));
  expect(await axeViolations(tab)).toEqual([]);
  await tab.setContent(page('<img src="data:,">'));
  expect((await axeViolations(tab)).map((violation) => violation.rule)).toEqual(["image-alt"]);
  // Frames speak to axe by postMessage, which needs a real origin.
  const frame = "<html lang=ja><title>枠</title><button></button></html>";
  const body = page(`<iframe title="枠" srcdoc="${frame}"></iframe>`);
  await tab.route("**/*", (route) => route.fulfill({ body, contentType: "text/html" }));
  await tab.goto("http://shop.test/");
  await tab.frameLocator("iframe").getByRole("button").waitFor({ state: "attached" });
  expect((await axeViolations(tab)).map((violation) => violation.rule)).toContain("button-name");
  await person.close();
});

test("without database: a person lives in Japan, and errors of a page are noticed", async () => {
  const person = await newPerson(browser, { theme: "dark" });
  const tab = await person.newPage();
  const errors = watchErrors(tab);
  await tab.setContent(page("<script>console.error('悪い'); throw new Error('worse')</script>"));
  const here = await tab.evaluate(() => ({
    language: navigator.language,
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    dark: matchMedia("(prefers-color-scheme: dark)").matches,
  }));
  expect(here).toEqual({ language: "ja-JP", zone: "Asia/Tokyo", dark: true });
  expect(errors).toEqual(["console: 悪い", "script: worse"]);
  expect(await fontsOf(tab, "h1")).toEqual(["Noto Sans CJK JP"]);
  await person.close();
});

/** The fonts that an element's text is really drawn with. */
async function fontsOf(tab: Page, selector: string): Promise<string[]> {
  const devtools = await tab.context().newCDPSession(tab);
  await devtools.send("DOM.enable");
  await devtools.send("CSS.enable");
  const { root } = await devtools.send("DOM.getDocument");
  const { nodeId } = await devtools.send("DOM.querySelector", { nodeId: root.nodeId, selector });
  const { fonts } = await devtools.send("CSS.getPlatformFontsForNode", { nodeId });
  await devtools.detach();
  return fonts.map((font) => font.familyName);
}

test("without database: an album numbers its pictures", async () => {
  const person = await newPerson(browser);
  const tab = await person.newPage();
  await tab.setContent(page("<p>一枚</p>"));
  const album = new Album(`support-${process.pid}`);
  const [first, second] = [await album.take(tab, "one"), await album.take(tab, "two")];
  expect(first).toMatch(/01-one\.png$/);
  expect(second).toMatch(/02-two\.png$/);
  expect((await stat(first)).size).toBeGreaterThan(1000);
  await rm(new URL(".", `file://${first}`), { recursive: true });
  await person.close();
});

test("without database: free ports differ", async () => {
  expect(await freePort()).not.toBe(0);
});

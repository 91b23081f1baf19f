import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { type CaseRow, until } from "./support/api";
import { launchChromium, newPerson } from "./support/browser";
import { AGENT, Centre } from "./support/centre";
import { Visitor } from "./support/visitor";

/** So many entries that the one looked for is not on the newest page of its thread. */
const LATER = 70;

test("what was found is shown in its place, by keys", async () => {
  await using centre = await Centre.open({ people: [AGENT] });
  await using stage = await chromium();
  const admin = await centre.admin();
  const visitor = await Visitor.come({ url: centre.server.url, channel: centre.chatKey });
  await visitor.say("鉄瓶のさびについて教えてください");
  visitor.leave();
  const row = await until("the case waits", async () => (await admin.cases("view=waiting"))[0]);
  await note(admin, row, "青磁の在庫は倉庫に三点");
  for (let nth = 1; nth <= LATER; nth++) await note(admin, row, `${nth}つめの覚え書き`);

  const person = await newPerson(stage.browser);
  const [name = "", value = ""] = admin.cookie.split("=");
  await person.addCookies([{ name, value, url: centre.server.url }]);
  const page = await person.newPage();
  await page.goto(`${centre.server.url}/search?q=青磁の在庫`);
  // The index follows what is written within a moment.
  const hit = page.locator("a[data-hit]").first();
  await until("it is found", async () => {
    if ((await hit.count()) > 0) return true;
    await page.reload();
    await page.waitForTimeout(500);
    return undefined;
  });
  await hit.focus();
  await page.keyboard.press("Enter");
  const entry = page.getByRole("article").filter({ hasText: "青磁の在庫は倉庫に三点" });
  await entry.and(page.locator(":focus")).waitFor();
  await until("it is on screen", async () => {
    const box = await entry.boundingBox();
    return box !== null && box.y > 60 && box.y < 800 ? true : undefined;
  });
  // It stays there: the end of the thread is not followed.
  await note(admin, row, "まだ先があります");
  await page.waitForTimeout(1_000);
  expect((await entry.boundingBox())?.y).toBeLessThan(800);
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").waitFor();
});

async function note(admin: Awaited<ReturnType<Centre["admin"]>>, row: CaseRow, text: string) {
  await admin.post(`/cases/${row.id}/notes`, { text, mentions: [], client_id: randomUUID() });
}

async function chromium() {
  const browser = await launchChromium();
  return { browser, [Symbol.asyncDispose]: () => browser.close() };
}

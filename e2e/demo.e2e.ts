import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "./support/api";
import { launchChromium, newPerson, watchErrors } from "./support/browser";
import { setPresence, signIn, thread } from "./support/desk";
import { Album } from "./support/screenshots";
import { Server } from "./support/server";
import { openChat } from "./support/shop";

// What somebody sees who tries the product: a shop that lives, and a counter they can work at.

/** The logins that the demo prints. */
const PASSWORD = "koyori-demo";
const AGENT = "mizusawa@koyori.example";
const SUPERVISOR = "sagara@koyori.example";
/** Milliseconds within which a lively demo must have changed by itself. */
const SOON_MS = 30_000;

let server: Server;
let browser: Awaited<ReturnType<typeof launchChromium>>;
const album = new Album("demo");

beforeAll(async () => {
  [server, browser] = await Promise.all([
    Server.start({ demo: true, args: ["--demo-speed", "60"] }),
    launchChromium(),
  ]);
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

test("the demo says how to get in, and that it is one", async () => {
  const said = server.output();
  for (const text of [`${server.url}/demo/shop/`, PASSWORD, AGENT, SUPERVISOR]) {
    expect(said).toContain(text);
  }
  const person = await newPerson(browser);
  const page = await person.newPage();
  await page.goto(`${server.url}/demo/shop/`);
  await page.getByRole("complementary", { name: "デモについて" }).getByText("デモサイト").waitFor();
  await signIn(page, server.url, AGENT, PASSWORD);
  await page.getByRole("banner").getByText("デモ", { exact: true }).waitFor();
  await person.close();
});

test("the inbox and the board move by themselves", async () => {
  const person = await newPerson(browser);
  const page = await person.newPage();
  const errors = watchErrors(page);
  await signIn(page, server.url, SUPERVISOR, PASSWORD);
  await page.getByRole("link", { name: "未解決" }).click();
  const newest = page.getByRole("option").first();
  await newest.waitFor();
  await album.take(page, "inbox");
  const before = await newest.innerText();
  await until("another case is on top", async () => (await newest.innerText()) !== before, SOON_MS);
  await album.take(page, "inbox-later");

  await page.getByRole("link", { name: "リアルタイムモニター" }).click();
  const figures = () => page.getByRole("table").first().innerText();
  // The inbox has a heading of queues as well: the board's own comes first.
  await page.getByRole("heading", { name: "リアルタイムモニター" }).waitFor();
  await page.getByRole("row", { name: /^チャット窓口/ }).waitFor();
  const first = await counts(page);
  await album.take(page, "board");
  await until("a figure has changed", async () => (await counts(page)) !== first, SOON_MS);
  await album.take(page, "board-later");
  expect(await figures()).toContain("チャット窓口");
  expect(errors.filter((each) => !each.includes("401"))).toEqual([]);
  await person.close();
});

/** The board's numbers of cases and agents, without the clocks, which run anyway. */
async function counts(page: Page): Promise<string> {
  const links = await page.getByRole("row").getByRole("link").allInnerTexts();
  return links.filter((text) => !/\d:\d/.test(text)).join("|");
}

test("a chat from the shop's page is answered from the desk", async () => {
  const [desk, customer] = await Promise.all([newPerson(browser), newPerson(browser)]);
  const at = await desk.newPage();
  await signIn(at, server.url, SUPERVISOR, PASSWORD);
  const shop = await customer.newPage();
  await shop.goto(`${server.url}/demo/shop/item-donabe.html`);
  const chat = await openChat(shop);
  const question = `この土鍋は電磁調理器で使えますか(${Date.now()})`;
  await chat.getByRole("textbox", { name: "メッセージ" }).fill(question);
  await shop.keyboard.press("Enter");
  await chat.getByRole("log").getByText(question).waitFor();

  // Whoever of the demo's agents is offered it: the visitor of the desk takes it over.
  await at.getByRole("link", { name: "すべて" }).click();
  await at.getByRole("searchbox", { name: "一覧を検索" }).fill(question.slice(-14, -1));
  await at.getByRole("option").getByText(question).click();
  await thread(at).getByText(question).waitFor();
  await at.getByRole("button", { name: "自分が担当" }).click();
  await at.getByRole("button", { name: "自分が担当" }).waitFor({ state: "hidden" });
  await setPresence(at, "離席");
  const answer = "申し訳ございません。この土鍋は直火専用です。";
  await at.getByRole("textbox", { name: "お客様への返信" }).fill(answer);
  await at.keyboard.press("Control+Enter");
  await chat.getByRole("log").getByText(answer).waitFor();
  await album.take(shop, "shop-answered");
  await album.take(at, "desk-answered");
  await Promise.all([desk.close(), customer.close()]);
});

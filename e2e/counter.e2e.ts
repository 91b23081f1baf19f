import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Desk, until } from "./support/api";
import { Profile, watchErrors } from "./support/browser";
import { AGENT, Centre, PASSWORD } from "./support/centre";
import { setPresence, signIn, thread, threadLines } from "./support/desk";
import { sendMail } from "./support/mail";
import { Album } from "./support/screenshots";
import { chatLines, openChat, Shop } from "./support/shop";

// The counter's main story: somebody nobody knows asks on the shop's page, an agent finds out who
// it is and helps, the line breaks and comes back, and a later mail finds the same person.

const HANAKO = { name: "中村 華子", email: "hanako.nakamura@example.jp", number: "K-1042" };
const QUESTION = "先週とどいた鉄瓶の底に、赤いさびが出ています。使いつづけても大丈夫でしょうか?";
const NAME = "中村です。注文番号は T-2026-0815 です。";
const ANSWER = "お写真のような赤い点でしたら、湯を沸かしつづけるとおさまります。ご安心ください。";
const LOST = "電車がトンネルに入りました。さびは点々が五つほどです。";
const WHILE_AWAY = ["五つほどでしたら問題ございません。", "ご心配でしたら、無償で点検いたします。"];
const THANKS = "よくわかりました。ありがとうございました。";
const PICTURE = "鉄瓶の底.png";

let centre: Centre;
let shop: Shop;
let customer: Profile;
let agent: Profile;
const album = new Album("counter");

beforeAll(async () => {
  centre = await Centre.open({ people: [AGENT] });
  const customers = await centre.import("customers", [
    "customer_id,name,kana,email,phone,rank,tags",
    `${HANAKO.number},${HANAKO.name},ナカムラ ハナコ,${HANAKO.email},03-5550-1042,ゴールド,鉄器`,
    "K-1043,中村 春香,ナカムラ ハルカ,haruka@example.jp,06-5550-1043,,",
  ]);
  expect(customers).toContain("2");
  await centre.import("orders", [
    "order_id,customer_id,ordered_at,total,currency,status,items",
    `T-2026-0815,${HANAKO.number},2026-08-15 10:12,18700,JPY,お届け済み,南部鉄瓶 五合*1@18700`,
    `T-2025-1203,${HANAKO.number},2025-12-03 21:40,6600,JPY,お届け済み,鉄のなべしき*2@3300`,
    "T-2026-0101,K-1043,2026-01-01,3300,JPY,お届け済み,竹のざる",
  ]);
  shop = await Shop.open(centre.server.url, centre.chatKey);
  [customer, agent] = await Promise.all([
    Profile.open("customer", { viewport: { width: 1280, height: 860 } }),
    Profile.open("agent"),
  ]);
});

afterAll(async () => {
  await customer?.[Symbol.asyncDispose]();
  await agent?.[Symbol.asyncDispose]();
  await shop?.[Symbol.asyncDispose]();
  await centre?.[Symbol.asyncDispose]();
});

test("chat, offer, identity, picture, lost line, resolution, and a later mail on one timeline", async ({
  onTestFailed,
}) => {
  onTestFailed(async () => {
    await album.take(customer.page, "failed-customer");
    await album.take(agent.page, "failed-agent");
  });
  const errors = { customer: watchErrors(customer.page), agent: watchErrors(agent.page) };
  const desk = await Desk.signIn(centre.server.url, AGENT.email, PASSWORD);

  // The agent is there.
  const at = agent.page;
  await signIn(at, centre.server.url, AGENT.email, PASSWORD);
  await setPresence(at, "受付可");

  // Somebody asks, typing Japanese.
  const shopPage = customer.page;
  await shopPage.goto(shop.url);
  await album.take(shopPage, "customer-finds-the-chat");
  const chat = await openChat(shopPage);
  await compose(shopPage, QUESTION);
  await until("the question is sent", async () =>
    (await chatLines(chat)).includes(`客: ${QUESTION}`),
  );
  await chat.getByText("担当者におつなぎしています").waitFor();
  await album.take(shopPage, "customer-asks");

  // The agent is offered it and accepts by keyboard.
  const offer = at.getByRole("article", { name: "チャットの着信提示: 未特定のお客様" });
  await offer.getByText(QUESTION).waitFor();
  await album.take(at, "agent-is-offered");
  await at.keyboard.press("Alt+A");
  await at.getByRole("log", { name: "未特定のお客様とのやり取り" }).getByText(QUESTION).waitFor();
  await album.take(at, "agent-accepts");
  await chat.getByText("佐藤 花が対応しています").waitFor();

  // The customer says who they are, in words and in the form.
  await chat.getByText("お名前・メールアドレスを伝える（任意）").click();
  await chat.getByRole("textbox", { name: "お名前" }).fill(HANAKO.name);
  await chat.getByRole("textbox", { name: "メールアドレス" }).fill(HANAKO.email);
  await chat.getByRole("button", { name: "伝える", exact: true }).click();
  await write(shopPage, NAME);
  await until("the name arrives", async () => (await threadLines(at)).includes(`客: ${NAME}`));
  await album.take(shopPage, "customer-says-who-they-are");

  // The agent finds the person, and what they bought.
  const panel = at.getByRole("complementary", { name: "顧客" });
  await panel.getByRole("button", { name: "顧客を特定" }).click();
  const dialog = at.getByRole("dialog", { name: "顧客を特定" });
  const candidate = dialog.getByRole("option", { name: HANAKO.name });
  await candidate.getByText("申告されたメールが一致").waitFor();
  await candidate.click();
  await album.take(at, "agent-sees-candidates");
  await dialog.getByRole("button", { name: "この顧客に結び付ける" }).click();
  await panel.getByRole("heading", { name: HANAKO.name }).waitFor();
  await panel.getByRole("tab", { name: /^注文/ }).click();
  await panel.getByText("南部鉄瓶 五合").waitFor();
  await panel.getByText("T-2026-0815").waitFor();
  expect(await panel.getByText("竹のざる").count()).toBe(0);
  await album.take(at, "agent-sees-orders");

  // The answer has a picture.
  const png = await picture(agent);
  const choosing = at.waitForEvent("filechooser");
  await at.getByRole("button", { name: /^ファイルを添付/ }).click();
  await (await choosing).setFiles({ name: PICTURE, mimeType: "image/png", buffer: png });
  await at.getByRole("button", { name: `${PICTURE} を外す` }).waitFor();
  await at.getByRole("textbox", { name: "お客様への返信" }).fill(ANSWER);
  await album.take(at, "agent-attaches-a-picture");
  await at.keyboard.press("Control+Enter");
  const shown = chat.getByRole("img", { name: PICTURE });
  await shown.waitFor();
  await until("the picture is drawn", () =>
    shown.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth === 640),
  );
  await album.take(shopPage, "customer-sees-the-picture");

  // The line breaks: both sides write meanwhile.
  await customer.context.setOffline(true);
  await chat.getByRole("status").filter({ hasText: "再接続しています" }).waitFor();
  await write(shopPage, LOST);
  await chat.getByText("送信待ち").waitFor();
  await album.take(shopPage, "customer-is-cut-off");
  for (const text of WHILE_AWAY) await reply(at, text);
  await album.take(at, "agent-writes-meanwhile");

  // And comes back: nothing lost, nothing doubled, on either side and on the log.
  await customer.context.setOffline(false);
  const before = [
    `客: ${QUESTION}`,
    `客: ${NAME}`,
    `店: [${PICTURE}] ${ANSWER}`,
    ...WHILE_AWAY.map((text) => `店: ${text}`),
    `客: ${LOST}`,
  ];
  await same("the customer has everything", () => chatLines(chat), before);
  await same("the agent has everything", () => threadLines(at), before);
  await album.take(shopPage, "customer-is-back");
  await album.take(at, "agent-has-it-all");
  await write(shopPage, THANKS);
  const all = [...before, `客: ${THANKS}`];
  await same("the agent reads the thanks", () => threadLines(at), all);
  await shopPage.reload();
  await openChat(shopPage);
  await same("a reload shows the same", () => chatLines(chat), all);
  const [chatCase] = await desk.cases("view=mine");
  if (!chatCase) throw new Error("the agent has no case");
  expect(await logged(desk, chatCase.id)).toEqual(all);

  // Resolved: the customer is told.
  await thread(at).focus();
  await at.keyboard.press("e");
  await at.getByRole("button", { name: "再開" }).first().waitFor();
  await album.take(at, "agent-resolves");
  await chat.getByText("この相談は終了しました。").waitFor();
  await album.take(shopPage, "customer-sees-the-end");

  // A mail of the same person later: a case of its own, on the same timeline.
  await sendMail(centre.server.smtpPort, {
    from: { name: "Hanako Nakamura", address: HANAKO.email },
    to: centre.mail,
    subject: "鉄瓶の点検をお願いします",
    text: "先日チャットで相談した中村です。やはり点検をお願いできますでしょうか。",
  });
  await at.getByRole("article", { name: `メールの着信提示: ${HANAKO.name} 様` }).waitFor();
  await album.take(at, "agent-is-offered-the-mail");
  await at.keyboard.press("Alt+A");
  await at
    .getByRole("heading", { name: "鉄瓶の点検をお願いします" })
    .or(at.getByText("先日チャットで相談した中村です。"))
    .first()
    .waitFor();
  await panel.getByRole("tab", { name: "応対履歴" }).click();
  await panel.getByText("受信 メール").or(panel.getByText("先日チャットで")).first().waitFor();
  await album.take(at, "agent-sees-one-timeline");
  const [mailCase] = await desk.cases("view=mine");
  expect(mailCase?.channel_kind).toBe("email");
  expect(mailCase?.id).not.toBe(chatCase.id);
  expect(mailCase?.customer.id).toBe((await desk.cases("view=resolved"))[0]?.customer.id);
  for (const text of [QUESTION, "T-2026-0815", `#${chatCase.number}`]) {
    await panel.getByText(text).first().waitFor();
  }

  // Asking who is signed in, before anybody is, is answered with 401.
  expect(errors.agent.filter((each) => !each.includes("401 (Unauthorized)"))).toEqual([]);
  // A browser reports requests that a dead line failed; anything else is a fault.
  expect(errors.customer.filter((each) => !each.includes("ERR_INTERNET_DISCONNECTED"))).toEqual([]);
});

/** Types into the chat's field with an input method: composition, conversion, confirmation. */
async function compose(page: Page, text: string): Promise<void> {
  const field = page.frameLocator("iframe").getByRole("textbox", { name: "メッセージ" });
  await field.focus();
  const devtools = await page.context().newCDPSession(page);
  const kana = "せんしゅうとどいた";
  await devtools.send("Input.imeSetComposition", {
    text: kana,
    selectionStart: kana.length,
    selectionEnd: kana.length,
  });
  // The Enter that confirms a conversion belongs to the input method.
  const key = { key: "Process", code: "Enter", windowsVirtualKeyCode: 229 };
  await devtools.send("Input.dispatchKeyEvent", { type: "rawKeyDown", ...key });
  await devtools.send("Input.dispatchKeyEvent", { type: "keyUp", ...key });
  await devtools.send("Input.insertText", { text });
  await devtools.detach();
  expect(await field.inputValue()).toBe(text);
  expect(await page.frameLocator("iframe").getByText("送信中").count()).toBe(0);
  await page.keyboard.press("Enter");
}

async function write(page: Page, text: string): Promise<void> {
  await page.frameLocator("iframe").getByRole("textbox", { name: "メッセージ" }).fill(text);
  await page.keyboard.press("Enter");
}

async function reply(page: Page, text: string): Promise<void> {
  await page.getByRole("textbox", { name: "お客様への返信" }).fill(text);
  await page.keyboard.press("Control+Enter");
  await thread(page).getByText(text, { exact: true }).waitFor();
}

/** Waits until a list is exactly the wanted one, and shows the difference when it never is. */
async function same(what: string, ask: () => Promise<string[]>, wanted: string[]): Promise<void> {
  const equal = async () => JSON.stringify(await ask()) === JSON.stringify(wanted);
  await until(what, equal, 15_000).catch(() => undefined);
  expect(await ask(), what).toEqual(wanted);
}

/** The thread as the log has it. */
async function logged(desk: Desk, caseId: string): Promise<string[]> {
  return (await desk.thread(caseId)).flatMap(({ kind, text, files }) => {
    if (kind !== "inbound" && kind !== "outbound") return [];
    const names = files.map((file) => `[${file.name}]`);
    return [`${kind === "inbound" ? "客" : "店"}: ${[...names, text].filter(Boolean).join(" ")}`];
  });
}

/** A real picture, 640 × 400: what an agent would have at hand. */
async function picture({ context }: Profile): Promise<Buffer> {
  const page = await context.newPage();
  await page.setViewportSize({ width: 640, height: 400 });
  const dots = [
    [250, 170],
    [330, 240],
    [390, 180],
    [300, 290],
    [370, 300],
  ].map(([x, y]) => `<circle cx="${x}" cy="${y}" r="9" fill="#a4442a"/>`);
  await page.setContent(
    `<body style="margin:0"><svg width="640" height="400"><rect width="640" height="400" fill="#e7e2d8"/><circle cx="320" cy="230" r="150" fill="#3a3633"/>${dots.join("")}<text x="24" y="44" font-size="24" font-family="Noto Sans CJK JP">赤い点の例(問題ありません)</text></svg>`,
  );
  const png = await page.screenshot();
  await page.close();
  return png;
}

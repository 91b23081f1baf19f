import { randomUUID } from "node:crypto";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CaseRow, type Desk, type Message, until } from "./support/api";
import { axeViolations, COLOUR_RULES } from "./support/axe";
import { launchChromium, newPerson, THEMES, watchErrors } from "./support/browser";
import { Centre } from "./support/centre";
import { texts } from "./support/desk";
import { sendMail } from "./support/mail";

// The inquiry form in a real browser: whole without scripts, kinder with them.

/** Milliseconds before which nobody has filled in a form. */
const TYPED_MS = 3_200;
const PICTURE = {
  name: "割れた土鍋.png",
  mimeType: "image/png",
  buffer: Buffer.from("89504e470d0a1a0a0000", "hex"),
};

let centre: Centre;
let admin: Desk;
let browser: Awaited<ReturnType<typeof launchChromium>>;
let address: string;
let category: { id: string; name: string };

beforeAll(async () => {
  [centre, browser] = await Promise.all([Centre.open(), launchChromium()]);
  admin = await centre.admin();
  const { categories } = await admin.get<{ categories: { id: string; name: string }[] }>(
    "/directory",
  );
  category = categories.find((each) => each.name === "商品の不良") ?? { id: "", name: "" };
  address = await openForm();
});

afterAll(async () => {
  await browser?.close();
  await centre?.[Symbol.asyncDispose]();
});

/** A form with a question of every kind; answers its address. */
async function openForm(): Promise<string> {
  const [queue] = await admin.get<{ id: string }[]>("/admin/queues");
  const label = (ja: string, en: string) => ({ label: { ja, en } });
  const fields = [
    { key: "about", input: "category", ...label("種類", "About"), categories: [category.id] },
    { key: "name", input: "name", ...label("お名前", "Name"), required: true },
    { key: "email", input: "email", ...label("メールアドレス", "E-mail"), required: true },
    { key: "phone", input: "phone", ...label("電話番号", "Phone") },
    { key: "order", input: "order", ...label("注文番号", "Order number") },
    { key: "day", input: "date", ...label("お届け日", "Delivered on") },
    {
      key: "wish",
      input: "choice",
      ...label("ご希望", "Wish"),
      required: true,
      choices: [
        { ja: "交換", en: "Exchange" },
        { ja: "返金", en: "Money back" },
      ],
    },
    { key: "text", input: "long_text", ...label("内容", "Inquiry"), required: true },
    { key: "files", input: "files", ...label("写真", "Photos"), files: 3 },
  ];
  const made = await admin.post<{ public_key: string }>("/admin/channels", {
    kind: "form",
    name: "フォーム",
    queue: queue?.id,
    settings: { form: JSON.stringify({ fields }), intro_ja: "一営業日のうちにお返事します。" },
  });
  return `${centre.server.url}/f/${made.public_key}`;
}

const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();

/** Fills in everything that must be. */
async function fillIn(page: Page, words: string) {
  await page.getByLabel("お名前").fill("山田 花子");
  await page.getByLabel("メールアドレス").fill("ｈａｎａ@example.jp");
  await page.getByLabel("交換").check();
  await page.getByLabel("内容").fill(words);
}

const filed = (number: string) =>
  until("the inquiry is a case", async () => {
    const rows = await admin.cases("view=waiting");
    return rows.find((row) => row.subject.includes(number));
  });

const receiptNumber = (page: Page) => page.locator(".number").innerText();

test("without JavaScript: mistakes, a file, both languages, sent once, answered by mail", async () => {
  const person = await browser.newContext({ locale: "ja-JP", javaScriptEnabled: false });
  const page = await person.newPage();
  await page.goto(address);
  expect(await page.getByRole("listitem").filter({ hasText: "入力" }).count()).toBe(1);

  // What is wrong stands at its field, the summary leads there, what was typed and chosen stays.
  await page.getByLabel("メールアドレス").fill("だれか");
  await page.getByLabel("内容").fill("ふたが割れていました。\n写真を見てください。");
  await page.getByLabel("写真").setInputFiles(PICTURE);
  await press(page, "確認画面へ進む");
  const summary = page.getByRole("alert");
  await summary.getByRole("link", { name: /^お名前: 入力してください/ }).click();
  expect(page.url()).toContain("#f-name");
  await page
    .getByText("メールアドレスの形式が正しくありません。例", { exact: false })
    .last()
    .waitFor();
  expect(await page.getByLabel("メールアドレス").inputValue()).toBe("だれか");
  expect(await page.getByLabel(/割れた土鍋\.png/).isChecked()).toBe(true);

  // The other language, with everything as it was; a browser that speaks English begins with it.
  await press(page, "English");
  await page.getByRole("heading", { name: "Contact us" }).waitFor();
  expect(await page.getByLabel("Inquiry").inputValue()).toContain("ふたが割れて");
  await press(page, "日本語");
  const abroad = await newPerson(browser, { locale: "en" });
  const english = await abroad.newPage();
  await english.goto(address);
  await english.getByRole("heading", { name: "Contact us" }).waitFor();
  await abroad.close();

  await fillIn(page, "ふたが割れていました。\n写真を見てください。");
  await page.getByLabel("種類").selectOption(category.name);
  await page.getByLabel("電話番号").fill("０３−１２３４−５６７８");
  await page.getByLabel("お届け日").fill("2026-04-01");
  await press(page, "確認画面へ進む");
  await page.getByRole("heading", { name: "内容の確認" }).waitFor();
  for (const shown of ["hana@example.jp", "03-1234-5678", "交換", PICTURE.name, category.name]) {
    await page.getByRole("definition").filter({ hasText: shown }).waitFor();
  }
  await press(page, "修正する");
  await page.getByLabel("注文番号").fill("Ｋ－１００１");
  await press(page, "確認画面へ進む");
  await page.waitForTimeout(TYPED_MS);
  const sending = page.waitForRequest((request) => request.method() === "POST");
  await press(page, "送信する");
  const sent = await sending;
  const number = await receiptNumber(page);
  expect(number).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/);

  // Sent again, as a browser does after "back": the same inquiry, the same receipt.
  const again = await person.request.post(sent.url(), {
    headers: { "content-type": (await sent.headerValue("content-type")) ?? "" },
    data: sent.postDataBuffer() ?? "",
  });
  expect(await again.text()).toContain(number);
  const row = await filed(number);
  expect(row.subject).toBe(`${category.name}(受付番号 ${number})`);
  const all = await admin.cases("view=open");
  expect(all.filter((each) => each.subject.includes(number))).toHaveLength(1);
  const [words] = await admin.thread(row.id);
  expect(words?.text).toContain("【注文番号】 K-1001");
  expect(words?.files.map((file) => file.name)).toEqual([PICTURE.name]);
  await person.close();

  // The desk answers by mail, and the customer's answer comes back into the same case.
  await answer(row, "代わりの品をお送りします。");
  const letter = await until("the answer arrives", () => centre.post.to("hana@example.jp")[0]);
  expect(letter.text).toContain("代わりの品をお送りします。");
  await sendMail(centre.server.smtpPort, {
    from: { name: "山田 花子", address: "hana@example.jp" },
    to: /<(.*)>/.exec(letter.headers["reply-to"] ?? "")?.[1] ?? letter.headers["reply-to"] ?? "",
    subject: "Re: ",
    text: "ありがとうございます。",
    inReplyTo: letter.headers["message-id"],
  });
  const thread = await until("the customer's answer is in the case", async () => {
    const messages = await admin.thread(row.id);
    return messages.some((each) => each.text.includes("ありがとうございます")) && messages;
  });
  expect(spoken(thread)).toHaveLength(3);
});

test("with JavaScript: by keyboard, accessible in both themes, pressed twice is one", async () => {
  const person = await newPerson(browser);
  const page = await person.newPage();
  const errors = watchErrors(page);
  const found: Record<string, unknown> = {};
  await page.goto(address);
  await look(page, "fields", found);
  // The browser proves its work by itself.
  await page.waitForFunction(
    () => (document.querySelector("[name=proof]") as HTMLInputElement).value !== "",
  );

  // Enter goes on, and not to the other language.
  await page.getByLabel("お名前").focus();
  await page.keyboard.type("佐藤");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").waitFor();
  expect(await page.evaluate(() => document.activeElement?.className)).toBe("summary");
  await look(page, "fields with errors", found);

  await fillIn(page, "いつ届きますか。");
  await press(page, "確認画面へ進む");
  await page.getByRole("heading", { name: "内容の確認" }).waitFor();
  await look(page, "what would be sent", found);
  await page.waitForTimeout(TYPED_MS);
  await page.getByRole("button", { name: "送信する" }).dblclick();
  await page.locator(".number").waitFor();
  await look(page, "the receipt", found);
  const number = await receiptNumber(page);
  await filed(number);
  const all = await admin.cases("view=open");
  expect(all.filter((each) => each.subject.includes(number))).toHaveLength(1);
  expect(found).toEqual({});
  expect(errors.filter((error) => !error.includes("422"))).toEqual([]);
  await person.close();

  // On a telephone nothing is wider than the screen.
  const phone = await newPerson(browser, { viewport: { width: 360, height: 740 } });
  const small = await phone.newPage();
  await small.goto(address);
  expect(await small.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  await phone.close();
});

test("an administrator makes a form at the desk and sees it while typing", async () => {
  const t = texts("ja");
  const say = (key: string, label: string) =>
    t("admin", `channels.form.${key}`).replace("{{label}}", label);
  const person = await newPerson(browser);
  const [name = "", value = ""] = admin.cookie.split("=");
  await person.addCookies([{ name, value, url: centre.server.url }]);
  const page = await person.newPage();
  await page.goto(`${centre.server.url}/admin/channels/new-form`);
  const sheet = page.getByRole("dialog");
  await sheet.getByRole("textbox", { name: t("admin", "field.name") }).fill("修理のご相談");
  await sheet.getByRole("button", { name: /振り分け先キュー/ }).click();
  await page.getByRole("option", { name: centre.queue }).click();

  // Added, named and moved by keys alone.
  await sheet.getByRole("button", { name: say("add", "") }).focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await sheet.getByRole("textbox", { name: say("labelJa", "") }).fill("修理番号");
  await sheet.getByRole("button", { name: say("up", "修理番号") }).focus();
  for (let place = 5; place >= 1; place -= 1) await page.keyboard.press("Enter");
  await sheet.getByRole("button", { name: say("remove", "電話番号") }).click();
  const preview = page.frameLocator(`iframe[title="${say("previewOf", "")}"]`);
  await preview.getByLabel("修理番号").waitFor();
  await until("the preview follows", async () => {
    return (await preview.getByLabel("電話番号").count()) === 0;
  });
  expect(await preview.locator("label").first().innerText()).toContain("修理番号");
  const found = await axeViolations(page);
  expect(found).toEqual([]);
  await sheet.getByRole("button", { name: t("admin", "create") }).click();
  await sheet.waitFor({ state: "hidden" });

  await page.getByRole("link", { name: "修理のご相談" }).click();
  const link = page.getByRole("link", { name: say("open", "") });
  const place = (await link.getAttribute("href")) ?? "";
  await page.goto(place);
  await page.getByLabel("修理番号").waitFor();
  await person.close();
});

async function answer(row: CaseRow, text: string): Promise<void> {
  await admin.post(`/cases/${row.id}/take`);
  await admin.post(`/cases/${row.id}/replies`, { text, client_id: randomUUID() });
}

const spoken = (messages: Message[]) =>
  messages.filter((each) => each.kind === "inbound" || each.kind === "outbound");

/** Has axe look at the page in both themes. */
async function look(page: Page, name: string, found: Record<string, unknown>): Promise<void> {
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme });
    const violations = await axeViolations(page, theme === "light" ? undefined : COLOUR_RULES);
    if (violations.length > 0) found[`${name}, ${theme}`] = violations;
  }
}

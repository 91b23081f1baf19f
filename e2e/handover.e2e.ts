import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CaseRow, type Desk, until } from "./support/api";
import { axeViolations } from "./support/axe";
import { Profile, watchErrors } from "./support/browser";
import { AGENT, Centre, PASSWORD } from "./support/centre";
import { setPresence, signIn, texts, thread, threadLines } from "./support/desk";
import { Album } from "./support/screenshots";

// One matter over four doors: it comes by the form, goes on by chat through a link, goes to the
// department that knows, and is answered by mail. One thread, and nothing is typed in twice.

const WORDS = "先週買った土鍋のふたが割れていました。交換できますか。";
const ASK = "おそれいります。割れたところの写真をお送りいただけますか。";
const PHOTO = "写真です。ふちが欠けています。";
const SUMMARY = "写真あり。交換の可否を判断してください。返信はメールで。";
const ANSWER = "代わりのふたを本日お送りします。";
const EMAIL = "hana@example.jp";
const PICTURE = {
  name: "割れたふた.png",
  mimeType: "image/png",
  buffer: Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==",
    "base64",
  ),
};
const SPECIALIST = { name: "森 修", email: "mori@example.com" };
const t = texts("ja");

let centre: Centre;
let desk: Desk;
let customer: Profile;
let agent: Profile;
let specialist: Profile;
let form: string;
const album = new Album("handover");

beforeAll(async () => {
  centre = await Centre.open({ people: [AGENT] });
  desk = await centre.admin();
  const queues = await desk.get<{ id: string; name: string }[]>("/admin/queues");
  const queue = (name: string) => queues.find((each) => each.name === name)?.id;
  await desk.post("/admin/users", {
    ...SPECIALIST,
    roles: ["agent"],
    password: PASSWORD,
    queues: [queue(centre.backOffice)],
  });
  const label = (ja: string) => ({ label: { ja, en: ja }, required: true });
  const fields = [
    { key: "name", input: "name", ...label("お名前") },
    { key: "email", input: "email", ...label("メールアドレス") },
    { key: "text", input: "long_text", ...label("内容") },
  ];
  const made = await desk.post<{ public_key: string }>("/admin/channels", {
    kind: "form",
    name: "フォーム",
    queue: queue(centre.queue),
    settings: { form: JSON.stringify({ fields }) },
  });
  form = `${centre.server.url}/f/${made.public_key}`;
  [customer, agent, specialist] = await Promise.all([
    Profile.open("customer", { viewport: { width: 1280, height: 860 } }),
    Profile.open("agent"),
    Profile.open("specialist"),
  ]);
});

afterAll(async () => {
  await customer?.[Symbol.asyncDispose]();
  await agent?.[Symbol.asyncDispose]();
  await specialist?.[Symbol.asyncDispose]();
  await centre?.[Symbol.asyncDispose]();
});

test("form, chat by a link, the department that knows, an answer by mail", async ({
  onTestFailed,
}) => {
  onTestFailed(async () => {
    await album.take(customer.page, "failed-customer");
    await album.take(agent.page, "failed-agent");
    await album.take(specialist.page, "failed-specialist");
  });
  const errors = watchErrors(customer.page);
  const at = agent.page;
  await signIn(at, centre.server.url, AGENT.email, PASSWORD);
  await setPresence(at, "受付可");
  await inquire(customer.page);

  // The agent asks for a picture and gives a link, by keyboard alone.
  await at.getByRole("article", { name: /着信提示: 山田 花子/ }).waitFor();
  await at.keyboard.press("Alt+A");
  await thread(at).getByText(WORDS).waitFor();
  await at.getByRole("textbox", { name: "お客様への返信" }).fill(ASK);
  await at.getByRole("button", { name: t("inbox", "handover.open") }).press("Enter");
  const dialog = at.getByRole("dialog");
  await dialog.getByRole("img", { name: t("inbox", "handover.qr") }).waitFor();
  expect(await axeViolations(at)).toEqual([]);
  await dialog.getByRole("button", { name: t("inbox", "handover.insert") }).focus();
  await at.keyboard.press("Enter");
  await at.getByRole("textbox", { name: "お客様への返信" }).focus();
  await at.keyboard.press("Control+Enter");
  const letter = await until("the link arrives", () => centre.post.to(EMAIL)[0]);
  expect(letter.text).toContain(ASK);
  const link = /https?:\/\/\S+\/c\/\w+/.exec(letter.text)?.[0] ?? "";

  // The customer goes on by chat and finds what was said.
  const page = customer.page;
  await page.goto(link);
  expect(await axeViolations(page)).toEqual([]);
  await page.getByRole("button", { name: "チャットを開く" }).press("Enter");
  await page.getByRole("log").getByText(WORDS).waitFor();
  expect(await page.evaluate(() => document.cookie)).not.toContain("handover");
  await page.locator("input[type=file]").setInputFiles(PICTURE);
  await page.getByRole("textbox", { name: "メッセージ" }).fill(PHOTO);
  await until("the picture is uploaded and sent", async () => {
    await page.getByRole("textbox", { name: "メッセージ" }).press("Enter");
    return (await page.getByRole("log").innerText()).includes(PHOTO);
  });
  await thread(at).getByText(PHOTO).waitFor();
  expect((await threadLines(at)).at(-1)).toBe(`客: [${PICTURE.name}] ${PHOTO}`);
  // The link is used up: for others, and for whoever comes twice.
  const other = await agent.context.newPage();
  await other.goto(link);
  await other.getByText("このリンクはすでに開かれています。").waitFor();
  await other.close();

  // To the department that knows, with a summary.
  await thread(at).focus();
  await at.keyboard.press("t");
  const transfer = at.getByRole("dialog");
  await transfer.getByRole("option", { name: centre.backOffice }).click();
  await transfer.getByRole("textbox", { name: t("inbox", "transfer.note") }).fill(SUMMARY);
  await transfer.getByRole("button", { name: t("inbox", "action.transfer") }).click();
  const sp = specialist.page;
  await signIn(sp, centre.server.url, SPECIALIST.email, PASSWORD);
  await setPresence(sp, "受付可");
  await sp.getByRole("article", { name: /着信提示: 山田 花子/ }).waitFor();
  await sp.keyboard.press("Alt+A");
  for (const seen of [WORDS, ASK, PHOTO, SUMMARY]) {
    await sp.getByText(seen, { exact: false }).last().waitFor();
  }

  // The customer leaves the chat; the answer comes by mail, and the matter is settled.
  await page.getByRole("button", { name: "メニュー" }).click();
  await page.getByRole("button", { name: "相談を終了する" }).click();
  await page.getByRole("button", { name: "終了する", exact: true }).click();
  await sp.getByText("お客様がチャットを終了しました").first().waitFor();
  await sp.getByRole("textbox", { name: "お客様への返信" }).fill(ANSWER);
  await sp.keyboard.press("Control+Enter");
  await until("the answer arrives", () =>
    centre.post.to(EMAIL).find((each) => each.text.includes(ANSWER)),
  );
  await thread(sp).focus();
  await sp.keyboard.press("e");
  await sp.getByRole("button", { name: "再開" }).first().waitFor();

  // One case, one customer, one thread.
  const rows: CaseRow[] = await desk.cases("view=all");
  expect(rows).toHaveLength(1);
  const [row] = rows;
  if (!row) throw new Error("there is no case");
  expect(row.status).toBe("resolved");
  const said = (await desk.thread(row.id)).filter((each) =>
    ["inbound", "outbound"].includes(each.kind),
  );
  expect(said).toHaveLength(4);
  const { items } = await desk.get<{ items: unknown[] }>("/customers?q=hana@example.jp");
  expect(items).toHaveLength(1);
  expect(errors).toEqual([]);
});

/** Fills in the form as a customer does. */
async function inquire(page: Page): Promise<void> {
  await page.goto(form);
  await page.getByLabel("お名前").fill("山田 花子");
  await page.getByLabel("メールアドレス").fill(EMAIL);
  await page.getByLabel("内容").fill(WORDS);
  await page.getByRole("button", { name: "確認画面へ進む" }).click();
  await page.getByRole("heading", { name: "内容の確認" }).waitFor();
  await page.waitForTimeout(3_200);
  await page.getByRole("button", { name: "送信する" }).click();
  await page.locator(".number").waitFor();
}

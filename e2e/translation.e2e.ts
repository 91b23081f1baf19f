import { afterAll, beforeAll, expect, test } from "vitest";
import { type CaseRow, type Desk, until } from "./support/api";
import { axeViolations } from "./support/axe";
import { Profile, watchErrors } from "./support/browser";
import { AGENT, Centre, PASSWORD } from "./support/centre";
import { signIn, texts } from "./support/desk";
import { sendMail } from "./support/mail";
import { Album } from "./support/screenshots";
import { ADMIN } from "./support/server";
import { Translator } from "./support/translator";

// A customer writes in English; an agent reads it in Japanese and answers in English, by a translator
// that the administrator set.

const t = texts("ja");
const KEY = "phrase-book-key";
const QUESTION = "The lid arrived broken. Can you send a new one?";
const QUESTION_JA = "蓋が割れて届きました。新しいものを送ってもらえますか。";
const ANSWER_JA = "明日、新しい蓋をお送りします。";
const ANSWER = "We will send you a new lid tomorrow.";

let translator: Translator;
let centre: Centre;
let desk: Desk;
let profile: Profile;
const album = new Album("translation");

beforeAll(async () => {
  translator = await Translator.open(KEY, { [QUESTION]: QUESTION_JA, [ANSWER_JA]: ANSWER });
  centre = await Centre.open({ people: [AGENT], args: ["--hooks-allow-private"] });
  desk = await centre.admin();
  await sendMail(centre.server.smtpPort, {
    from: { name: "John Smith", address: "john@example.net" },
    to: centre.mail,
    subject: "Broken lid",
    text: QUESTION,
  });
  profile = await Profile.open("translation");
});

afterAll(async () => {
  await profile?.[Symbol.asyncDispose]();
  await centre?.[Symbol.asyncDispose]();
  await translator?.[Symbol.asyncDispose]();
});

const smiths = (): Promise<CaseRow> =>
  until("the mail is a case", async () => {
    const rows = await desk.cases("view=all");
    return rows.find((row) => row.subject === "Broken lid");
  });

test("what is written in English is read and answered in Japanese", async ({ onTestFailed }) => {
  const { page } = profile;
  onTestFailed(() => album.take(page, "failed").then(() => undefined));
  const { url } = centre.server;

  // The administrator names the server; a wrong key is seen when it is used, a wrong address at once.
  await signIn(page, url, ADMIN.email, ADMIN.password);
  await page.goto(`${url}/admin/translation`);
  const address = page.getByRole("textbox", { name: t("admin", "translation.url") });
  await address.fill("http://127.0.0.1:1");
  await page.keyboard.press("Enter");
  await page.getByText(/接続/).first().waitFor();
  await address.fill(translator.url);
  await page.getByLabel(t("admin", "translation.key"), { exact: true }).fill(KEY);
  await page.keyboard.press("Enter");
  await page.getByText(/3 言語に翻訳できます: 英語、日本語、中国語/).waitFor();
  await album.take(page, "set");

  await page.context().clearCookies();
  await signIn(page, url, AGENT.email, PASSWORD);
  const errors = watchErrors(page);
  const row = await smiths();
  await page.goto(`${url}/inbox/all/${row.id}`);
  await page.getByRole("button", { name: t("inbox", "action.take") }).click();
  await page.getByRole("button", { name: t("inbox", "translation.ask"), exact: true }).click();
  const shown = page.getByRole("region", { name: t("inbox", "translation.name") });
  await shown.getByText(QUESTION_JA).waitFor();
  await shown.getByText("機械翻訳(英語から)").waitFor();
  expect(translator.asked).toMatchObject([{ q: QUESTION, source: "auto", target: "ja" }]);

  // The answer is written in Japanese, put into English, and read over before it goes.
  await page.keyboard.press("r");
  const reply = page.getByRole("textbox", { name: t("inbox", "composer.replyLabel") });
  await reply.fill(ANSWER_JA);
  await page.getByRole("button", { name: t("inbox", "translation.into") }).click();
  await page.getByRole("menuitem", { name: "英語" }).click();
  await page.waitForFunction(
    ([words]) => [...document.querySelectorAll("textarea")].some((area) => area.value === words),
    [ANSWER],
  );
  await album.take(page, "answer");
  expect(await axeViolations(page)).toEqual([]);
  await page.getByRole("button", { name: t("inbox", "translation.undo"), exact: true }).click();
  await page.waitForFunction(
    ([words]) => [...document.querySelectorAll("textarea")].some((area) => area.value === words),
    [ANSWER_JA],
  );
  await page.getByRole("button", { name: t("inbox", "translation.into") }).click();
  await page.getByRole("menuitem", { name: "英語" }).click();
  await page.waitForFunction(
    ([words]) => [...document.querySelectorAll("textarea")].some((area) => area.value === words),
    [ANSWER],
  );
  await reply.press("Control+Enter");
  const sent = await until("the answer arrives", async () =>
    centre.post.to("john@example.net").at(0),
  );
  expect(sent.text).toContain(ANSWER);
  expect(errors).toEqual([]);
});

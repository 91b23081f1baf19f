import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CaseRow, type Desk, until } from "./support/api";
import { axeViolations } from "./support/axe";
import { Profile, watchErrors } from "./support/browser";
import { AGENT, Centre, PASSWORD } from "./support/centre";
import { signIn, texts } from "./support/desk";
import { type Received, sendMail } from "./support/mail";
import { Album } from "./support/screenshots";

// An agent asks a workshop about a customer's matter, the workshop answers by mail, and the customer
// gets an answer that has nothing of it.

const t = texts("ja");
const HANAKO = { name: "山田 花子", address: "hanako@example.net" };
const WORKSHOP = { name: "金継ぎ工房", address: "kintsugi@workshop.example" };
const QUESTION = "蓋だけの修理はできますか。";
const ANSWER = "はい、2週間ほどで直せます。";

let centre: Centre;
let desk: Desk;
let profile: Profile;
const album = new Album("sides");

beforeAll(async () => {
  centre = await Centre.open({ people: [AGENT] });
  desk = await centre.admin();
  await desk.post("/admin/partners", { ...WORKSHOP, note: "陶器の修理" });
  await sendMail(centre.server.smtpPort, {
    from: HANAKO,
    to: centre.mail,
    subject: "蓋が割れました",
    text: "土鍋の蓋が割れました。直せますか。",
  });
  profile = await Profile.open("sides");
});

afterAll(async () => {
  await profile?.[Symbol.asyncDispose]();
  await centre?.[Symbol.asyncDispose]();
});

const text = (key: string, values: Record<string, string> = {}) =>
  Object.entries(values).reduce(
    (all, [name, value]) => all.replace(`{{${name}}}`, value),
    t("inbox", key),
  );

const arrived = (address: string, count = 1): Promise<Received> =>
  until(`a mail to ${address}`, async () => centre.post.to(address)[count - 1]);

async function hanakos(): Promise<CaseRow> {
  return until("hanako's mail is a case", async () => {
    const rows = await desk.cases("view=all");
    return rows.find((row) => row.subject === "蓋が割れました");
  });
}

/** Asks the workshop in the dialog, with the customer's words quoted. */
async function ask(page: Page): Promise<void> {
  await page.keyboard.press("o");
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  await page.keyboard.type("somebody@nowhere.example");
  await page.keyboard.press("Enter");
  await dialog.getByText(/アドレス帳にない宛先/).waitFor();
  expect(await axeViolations(page)).toEqual([]);
  await dialog
    .getByRole("button", { name: text("side.removeTo", { name: "somebody@nowhere.example" }) })
    .click();
  await dialog.getByRole("option", { name: new RegExp(WORKSHOP.name) }).click();
  await dialog.getByRole("textbox", { name: t("inbox", "side.subject") }).fill("土鍋の蓋の修理");
  await dialog.getByRole("textbox", { name: t("inbox", "side.text"), exact: true }).fill(QUESTION);
  await dialog.getByText(/土鍋の蓋が割れました。直せますか。/).click();
  await album.take(page, "asking");
  await dialog.getByRole("button", { name: t("inbox", "side.send"), exact: true }).click();
  await dialog.waitFor({ state: "detached" });
}

test("a workshop is asked and answers, and the customer sees nothing of it", async ({
  onTestFailed,
}) => {
  const { page } = profile;
  onTestFailed(() => album.take(page, "failed").then(() => undefined));
  await signIn(page, centre.server.url, AGENT.email, PASSWORD);
  const errors = watchErrors(page);
  const row = await hanakos();
  await page.goto(`${centre.server.url}/inbox/all/${row.id}`);
  await page.getByRole("button", { name: t("inbox", "action.take") }).click();
  await ask(page);

  const asked = await arrived(WORKSHOP.address);
  expect(asked.text).toContain(QUESTION);
  expect(asked.text).toContain("> 土鍋の蓋が割れました。直せますか。");
  expect(JSON.stringify(asked)).not.toContain(HANAKO.address);
  const entry = page.getByRole("article", { name: text("side.entry", { names: WORKSHOP.name }) });
  await entry.getByText(t("inbox", "side.state.waiting")).waitFor();

  // The workshop answers by mail; the agent sees it without doing anything.
  const to = asked.headers["reply-to"]?.replace(/^.*<|>.*$/g, "") ?? "";
  expect(to).toMatch(/^support\+s/);
  const inReplyTo = asked.headers["message-id"];
  const letter = { from: WORKSHOP, to, subject: "Re: 土鍋の蓋の修理", text: ANSWER, inReplyTo };
  await sendMail(centre.server.smtpPort, letter);
  await entry.getByText(t("inbox", "side.state.answered")).waitFor();
  await entry.getByText(new RegExp(ANSWER)).waitFor();
  await album.take(page, "answered");
  await entry.getByRole("button").first().click();
  const said = entry.getByRole("list", { name: t("inbox", "side.said") });
  await said.getByText(ANSWER).waitFor();
  // The announcer names the button of the closed dialog for a few seconds more.
  await page.waitForFunction(
    () => document.querySelector("[data-live-announcer] [role=img]") === null,
  );
  expect(await axeViolations(page)).toEqual([]);
  await album.take(page, "read");

  // A further word in the conversation goes to the workshop only.
  await entry.getByRole("textbox", { name: t("inbox", "side.write") }).fill("お願いします。");
  await entry.getByRole("button", { name: t("inbox", "side.send"), exact: true }).click();
  expect((await arrived(WORKSHOP.address, 2)).text).toContain("お願いします。");
  await entry.getByText(t("inbox", "side.state.waiting")).waitFor();

  // The customer hears the outcome and nothing else.
  await page
    .getByRole("textbox", { name: t("inbox", "composer.replyLabel") })
    .fill("修理できます。2週間ほどお待ちください。");
  await page.keyboard.press("Control+Enter");
  const answered = await arrived(HANAKO.address);
  expect(answered.text).toContain("修理できます");
  for (const word of [QUESTION, ANSWER, WORKSHOP.address, WORKSHOP.name, "+s"]) {
    expect(JSON.stringify(answered)).not.toContain(word);
  }
  expect(centre.post.to(HANAKO.address)).toHaveLength(1);
  expect(await desk.cases("view=all")).toHaveLength(1);
  expect(errors).toEqual([]);
});

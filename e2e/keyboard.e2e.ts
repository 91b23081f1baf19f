import { afterAll, beforeAll, expect, test } from "vitest";
import { Desk, until } from "./support/api";
import { Profile, watchErrors } from "./support/browser";
import { AGENT, Centre, PASSWORD, type Person } from "./support/centre";
import { thread } from "./support/desk";
import { countPointers, focused, pointersOf, tabTo } from "./support/keys";
import { Visitor } from "./support/visitor";

// A day at the desk without a pointer: everything an agent does most is done by keys alone.

const COLLEAGUE: Person = { name: "鈴木 次郎", email: "suzuki@example.com", role: "agent" };
let centre: Centre;
let profile: Profile;

beforeAll(async () => {
  centre = await Centre.open({ people: [AGENT, COLLEAGUE] });
  profile = await Profile.open("keyboard");
});

afterAll(async () => {
  await profile?.[Symbol.asyncDispose]();
  await centre?.[Symbol.asyncDispose]();
});

test("an agent works by keyboard alone, from sign-in to sign-out", async () => {
  const { page } = profile;
  const errors = watchErrors(page);
  await countPointers(page);
  const desk = await Desk.signIn(centre.server.url, AGENT.email, PASSWORD);

  // Sign in: the first field has the focus.
  await page.goto(`${centre.server.url}/`);
  await focused(page, "メールアドレス");
  await page.keyboard.type(AGENT.email);
  await page.keyboard.press("Tab");
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await page.getByRole("navigation", { name: "ビュー" }).waitFor();

  // 受付可, by the switch in the top bar.
  await tabTo(page, /^現在の状態/);
  await page.keyboard.press("Enter");
  await focused(page, /^(受付可|離席|後処理)/);
  await page.keyboard.press("Home");
  await focused(page, /^受付可/);
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "現在の状態: 受付可" }).waitFor();

  // Two customers: the older offer is accepted by Alt+A, then the other one.
  const first = await come("はじめてのお茶碗をさがしています。");
  await page.getByRole("article", { name: /着信提示/ }).waitFor();
  await page.keyboard.press("Alt+A");
  await thread(page).getByText("はじめてのお茶碗をさがしています。").waitFor();
  const second = await come("おひつの手入れを教えてください。");
  await page.getByRole("article", { name: /着信提示/ }).waitFor();
  await page.keyboard.press("Alt+A");
  await thread(page).getByText("おひつの手入れを教えてください。").waitFor();

  // A reply, with a line break in it.
  await page.keyboard.press("r");
  await focused(page, "お客様への返信");
  await page.keyboard.type("使ったあとは洗って、");
  await page.keyboard.press("Enter");
  await page.keyboard.type("日陰で乾かしてください。");
  await page.keyboard.press("Control+Enter");
  const answer = "使ったあとは洗って、\n日陰で乾かしてください。";
  await until("the customer hears it", () => second.answers.includes(answer));

  // A note that calls a colleague.
  await page.keyboard.press("Escape");
  await page.keyboard.press("n");
  await focused(page, "社内メモ");
  await page.keyboard.type("修理の見積りをお願いします @鈴木");
  await page.getByRole("listbox", { name: "同僚をメンション" }).waitFor();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Control+Enter");
  await thread(page).getByText(`@${COLLEAGUE.name}`).waitFor();
  const [row] = (await desk.cases("view=mine")).filter((each) => each.subject.includes("おひつ"));
  if (!row) throw new Error("the second case is not the agent's");
  const called = await Desk.signIn(centre.server.url, COLLEAGUE.email, PASSWORD);
  expect((await called.cases("view=mentions")).map((each) => each.id)).toEqual([row.id]);
  expect(second.heard.some((message) => message.text.includes("見積り"))).toBe(false);

  // A draft survives a reload of the page, in reply and note apart.
  await page.keyboard.press("Escape");
  await page.keyboard.press("r");
  await page.keyboard.type("書きかけの返信");
  await page.reload();
  await thread(page).waitFor();
  expect(await page.getByRole("textbox", { name: "お客様への返信" }).inputValue()).toBe(
    "書きかけの返信",
  );
  await page.keyboard.press("r");
  await focused(page, "お客様への返信");
  await page.keyboard.press("Control+A");
  await page.keyboard.press("Delete");
  await page.keyboard.press("Escape");

  // Transfer to a queue, with a word for the next one.
  await page.keyboard.press("t");
  await page.getByRole("dialog", { name: `案件 #${row.number} を転送` }).waitFor();
  await focused(page, "転送先");
  await page.keyboard.type("修理");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await page.getByRole("option", { name: centre.backOffice, selected: true }).waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.type("たがの締め直しです。");
  await tabTo(page, "転送");
  await page.keyboard.press("Enter");
  await until("the case waits in the other queue", async () => {
    const [moved] = await desk.cases("view=waiting");
    return moved?.id === row.id && moved.owner === null;
  });

  // Taken back, and resolved.
  await page.getByRole("button", { name: "自分が担当" }).waitFor();
  await page.keyboard.press("a");
  await until("it is the agent's again", async () => {
    const mine = await desk.cases("view=mine");
    return mine.some((each) => each.id === row.id && each.owner === desk.id);
  });
  await page.getByRole("button", { name: "自分が担当" }).waitFor({ state: "hidden" });
  await page.keyboard.press("e");
  await until("the customer is told", () => second.state === "ended");

  // The palette leads to the other case.
  const [other] = (await desk.cases("view=mine")).filter((each) => each.subject.includes("茶碗"));
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog", { name: "コマンドパレット" }).waitFor();
  await page.keyboard.type("茶碗");
  // The first thing found is chosen already: the case, before its message.
  const found = page.locator("[role=menuitem][data-focused]");
  await found.filter({ hasText: `#${other?.number} 未特定のお客様` }).waitFor();
  await page.keyboard.press("Enter");
  await thread(page).getByText("はじめてのお茶碗をさがしています。").waitFor();
  expect(new URL(page.url()).pathname).toBe(`/inbox/all/${other?.id}`);

  // The list, moved through by keys: the resolved case stands above.
  await tabTo(page, "すべて", "listbox");
  await page.keyboard.press("k");
  await page.keyboard.press("Enter");
  await page.waitForURL(`**/inbox/all/${row.id}`);

  // Help.
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "キーボードショートカット" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });

  // Signed out, by the account's menu.
  await tabTo(page, /^アカウント/);
  await page.keyboard.press("Enter");
  await focused(page, "パスワードを変更");
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "サインイン" }).waitFor();

  expect(await pointersOf(page)).toBe(0);
  // Asking who is signed in, before anybody is, is answered with 401.
  expect(errors.filter((each) => !each.includes("401"))).toEqual([]);
  first.leave();
  second.leave();
});

async function come(words: string): Promise<Visitor> {
  const visitor = await Visitor.come({ url: centre.server.url, channel: centre.chatKey });
  await visitor.say(words);
  return visitor;
}

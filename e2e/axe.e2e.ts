import { randomUUID } from "node:crypto";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, test } from "vitest";
import { type CaseRow, type Desk, until } from "./support/api";
import { axeViolations, COLOUR_RULES } from "./support/axe";
import { LOCALES, type Locale, launchChromium, newPerson, THEMES } from "./support/browser";
import { AGENT, Centre } from "./support/centre";
import { texts } from "./support/desk";
import { sendMail } from "./support/mail";
import { Server } from "./support/server";
import { openChat, Shop } from "./support/shop";
import { Visitor } from "./support/visitor";

// Every page in both languages and both themes, as axe-core sees it: no violation at all.
// The tour in English is made in the dark, the one in Japanese in both themes.

/** Milliseconds for a whole tour; axe takes its time on a busy machine. */
const TOUR_MS = 900_000;

/** Somebody outside who is asked about the mail. */
const WORKSHOP = "金継ぎ工房";

interface Scene {
  name: string;
  path: string;
  /** Brings the page to what is checked; by default its heading is waited for. */
  act?: (page: Page) => Promise<unknown>;
}

let centre: Centre;
let demo: Server;
let shop: Shop;
let admin: Desk;
/** How cases may end here; without it none does. */
let ending: string;
let cases: { chat: CaseRow; mail: CaseRow; anonymous: CaseRow };
let browser: Awaited<ReturnType<typeof launchChromium>>;

beforeAll(async () => {
  [centre, demo, browser] = await Promise.all([
    Centre.open({ people: [AGENT], chat: { ask_contact: "true" } }),
    Server.start({ demo: true, args: ["--demo-speed", "0.1"] }),
    launchChromium(),
  ]);
  shop = await Shop.open(centre.server.url, centre.chatKey);
  admin = await centre.admin();
  cases = await furnish();
});

afterAll(async () => {
  await browser?.close();
  await shop?.[Symbol.asyncDispose]();
  await centre?.[Symbol.asyncDispose]();
  await demo?.stop();
});

describe.concurrent.each(LOCALES)("axe finds nothing, %s", (locale) => {
  test("on the pages of the desk", { timeout: TOUR_MS }, async ({ expect }) => {
    const person = await newPerson(browser, { locale, theme: locale === "ja" ? "light" : "dark" });
    const [name = "", value = ""] = admin.cookie.split("=");
    await person.addCookies([{ name, value, url: centre.server.url }]);
    await speak(person, locale);
    const page = await person.newPage();
    const found: Record<string, unknown> = {};
    for (const scene of scenes(locale)) {
      await page.goto(centre.server.url + scene.path);
      await reach(scene, page);
      if (locale === "ja") await check(page, scene.name, found);
      else await look(page, scene.name, found);
    }
    expect(found).toEqual({});
    await person.close();
  });

  test("on the sign-in page and in the chat", { timeout: TOUR_MS }, async ({ expect }) => {
    const person = await newPerson(browser, { locale });
    await speak(person, locale);
    const page = await person.newPage();
    const found: Record<string, unknown> = {};
    await page.goto(`${centre.server.url}/sign-in`);
    await heading(page);
    await check(page, "sign-in", found);
    await page.getByRole("textbox").first().fill("nobody@example.com");
    await page.getByRole("textbox").nth(1).fill("wrong password");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").waitFor();
    await check(page, "sign-in refused", found);
    await chatStates(page, locale, found);
    expect(found).toEqual({});
    await person.close();
  });
});

const OUTSIDE = "axe finds nothing on the demo shop and the documentation";
test.concurrent(OUTSIDE, { timeout: TOUR_MS }, async ({ expect }) => {
  const person = await newPerson(browser);
  const page = await person.newPage();
  const found: Record<string, unknown> = {};
  for (const file of ["", "item-donabe.html", "help.html", "signin.html"]) {
    await page.goto(`${demo.url}/demo/shop/${file}`);
    await page.getByRole("button", { name: "チャットで相談する" }).last().waitFor();
    await check(page, `demo shop ${file}`, found);
  }
  for (const path of ["/docs/api", "/docs/problems"]) {
    await page.goto(centre.server.url + path);
    await check(page, path, found);
  }
  expect(found).toEqual({});
  await person.close();
});

/**
 * Has axe look at the page in both themes; notes what it finds under the page's name. The second
 * time only colours are looked at: the rest of the page is the same.
 */
async function check(page: Page, name: string, found: Record<string, unknown>): Promise<void> {
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme });
    await page.evaluate(settled);
    const violations = await axeViolations(page, theme === "light" ? undefined : COLOUR_RULES);
    if (violations.length > 0) found[`${name}, ${theme}`] = violations;
  }
}

/** Has axe look at the page as it is. */
async function look(page: Page, name: string, found: Record<string, unknown>): Promise<void> {
  await page.evaluate(settled);
  const violations = await axeViolations(page);
  if (violations.length > 0) found[name] = violations;
}

/**
 * Resolves once the page is drawn in its new colours and everything that moves to an end is there:
 * a colour that is inherited changes level by level, each step a transition of its own.
 */
async function settled(): Promise<void> {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const moving = () =>
    document.getAnimations().some(({ effect, playState }) => {
      const ends = effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY;
      return ends && playState === "running";
    });
  for (let still = 0; still < 3; still = moving() ? 0 : still + 1) await frame();
}

const heading = (page: Page) => page.getByRole("heading").first().waitFor();
const dialog = (page: Page) => page.getByRole("dialog").waitFor();

/** Brings the page to its scene; a failure names it. */
async function reach({ name, act = heading }: Scene, page: Page): Promise<void> {
  try {
    await act(page);
    // What is looked at is the page, not the shape of what is still on its way.
    await page.locator(".animate-soft").first().waitFor({ state: "detached" });
  } catch (error) {
    throw new Error(`the scene "${name}" is not reached: ${error}`);
  }
}

/** Sets the language of the desk in a new browser. */
async function speak(person: Awaited<ReturnType<typeof newPerson>>, language: Locale) {
  await person.addInitScript((chosen) => {
    const key = "madoguchi.settings";
    if (window.top !== window || localStorage.getItem(key)) return;
    localStorage.setItem(key, JSON.stringify({ language: chosen }));
  }, language);
}

/** Closed, asking for an address, open, answered with a picture, ended. */
async function chatStates(page: Page, locale: Locale, found: Record<string, unknown>) {
  const ja = locale === "ja";
  await page.goto(shop.url);
  const launcher = ja ? "チャットで相談する" : "Chat with us";
  await page.getByRole("button", { name: launcher }).waitFor();
  await check(page, "chat closed", found);
  const chat = await openChat(page, launcher);
  await chat.getByRole("textbox", { name: ja ? "お名前" : "Name" }).fill(`田中 ${locale}`);
  await check(page, "chat asks for an address", found);
  await chat
    .getByRole("button", { name: ja ? "相談をはじめる" : "Start the conversation" })
    .click();
  const words = `包丁は研ぎ直せますか ${locale}`;
  await chat.getByRole("textbox", { name: ja ? "メッセージ" : "Message" }).fill(words);
  await page.keyboard.press("Enter");
  const row = await until("the chat is a case", async () => {
    return (await admin.cases("view=waiting")).find((each) => each.subject === words);
  });
  await admin.post(`/cases/${row.id}/take`);
  await say(row, "はい。https://koyori.example/toishi をご覧ください。");
  await chat.getByRole("link").waitFor();
  await check(page, "chat open", found);
  const act = { do: "disposition", disposition: ending };
  await admin.post("/bulk", { cases: [row.id], act });
  await admin.post(`/cases/${row.id}/resolve`);
  await chat.getByRole("button", { name: ja ? "新しい相談をはじめる" : "Start a new" }).waitFor();
  await check(page, "chat ended", found);
}

/** The desk's pages, with everything on them that opens. */
function scenes(locale: Locale): Scene[] {
  const t = texts(locale);
  const open = (row: CaseRow, act?: Scene["act"]) => ({
    path: `/inbox/all/${row.id}`,
    act: async (page: Page) => {
      await page.getByRole("textbox", { name: t("inbox", "composer.replyLabel") }).waitFor();
      await page.getByRole("tab").first().waitFor();
      await act?.(page);
    },
  });
  const press = (keys: string) => async (page: Page) => {
    await page.keyboard.press(keys);
    await dialog(page);
  };
  const button = (name: string) => async (page: Page) => {
    await page.getByRole("button", { name, exact: true }).first().click();
    await dialog(page);
  };
  const tab = (key: string) => async (page: Page) => {
    await page.getByRole("tab", { name: new RegExp(`^${t("customer", `tab.${key}`)}`) }).click();
  };
  const chosen = (key: string) => async (page: Page) => {
    await page.getByRole("button", { name: t("inbox", "tie.more"), exact: true }).click();
    await page.getByRole("menuitem", { name: t("inbox", key) }).click();
    await dialog(page);
  };
  const asked = async (page: Page) => {
    const entry = t("inbox", "side.entry").replace("{{names}}", WORKSHOP);
    await page.getByRole("article", { name: entry }).getByRole("button").first().click();
    await page.getByRole("list", { name: t("inbox", "side.said") }).waitFor();
  };
  const selecting = async (page: Page) => {
    await page.getByRole("button", { name: t("inbox", "bulk.mode"), exact: true }).click();
    await page.getByRole("option").first().click();
    await page.getByRole("region", { name: t("inbox", "bulk.actions") }).waitFor();
  };
  const hit = (page: Page) => page.locator("[data-hit]").first();
  const besides = async (page: Page) => {
    await hit(page).click();
    await page.getByRole("complementary").getByRole("heading", { level: 2 }).waitFor();
  };
  const views = ["mine", "unread", "mentions", "waiting", "open", "resolved", "all"];
  const sections = [
    "people",
    "roles",
    "queues",
    "categories",
    "endings",
    "procedures",
    "templates",
    "partners",
    "purposes",
    "retention",
    "translation",
    "tokens",
    "webhooks",
    "channels",
    "hours",
    "policies",
    "audit",
    "tenants",
  ];
  return [
    ...views.map((view) => ({ name: `inbox ${view}`, path: `/inbox/${view}` })),
    { name: "a chat", ...open(cases.chat) },
    { name: "a mail with HTML", ...open(cases.mail, (page) => page.locator("iframe").waitFor()) },
    { name: "orders", ...open(cases.chat, tab("orders")) },
    { name: "timeline", ...open(cases.chat, tab("timeline")) },
    { name: "cases of a customer", ...open(cases.chat, tab("cases")) },
    { name: "identify", ...open(cases.anonymous, button(t("customer", "identify.open"))) },
    { name: "edit a customer", ...open(cases.chat, button(t("customer", "edit.open"))) },
    { name: "transfer", ...open(cases.chat, press("t")) },
    { name: "hold", ...open(cases.mail, press("h")) },
    { name: "what must be said first", ...open(cases.mail, press("e")) },
    { name: "relate", ...open(cases.mail, chosen("tie.relate")) },
    { name: "ask outside", ...open(cases.mail, press("o")) },
    { name: "asked outside", ...open(cases.mail, asked) },
    { name: "split", ...open(cases.mail, chosen("tie.split")) },
    { name: "selecting", path: "/inbox/open", act: selecting },
    { name: "merge", ...open(cases.chat, button(t("customer", "merge.open"))) },
    { name: "recording consent", ...open(cases.chat, button(t("customer", "consent.record"))) },
    { name: "personal data", ...open(cases.chat, button(t("customer", "privacy.open"))) },
    { name: "proving an address", ...open(cases.chat, button(t("customer", "prove.open"))) },
    { name: "go on by chat", ...open(cases.mail, button(t("inbox", "handover.open"))) },
    { name: "settings", ...open(cases.chat, button(t("common", "settings.title"))) },
    { name: "palette", ...open(cases.mail, press("Control+k")) },
    { name: "shortcuts", ...open(cases.mail, press("?")) },
    { name: "filters", path: "/inbox/open", act: button(t("inbox", "toolbar.filter")) },
    {
      name: "double customers",
      path: "/customers/lookalikes",
      act: (page) => page.getByRole("option").first().waitFor(),
    },
    { name: "search", path: "/search" },
    { name: "what was found", path: "/search?q=土鍋", act: (page) => hit(page).waitFor() },
    { name: "a customer that was found", path: "/search?q=はなこ", act: besides },
    { name: "nothing found", path: "/search?q=鍋 agent:nobody" },
    { name: "board", path: "/board", act: (page) => page.getByRole("row").nth(2).waitFor() },
    { name: "list behind a figure", path: "/board?list=waiting", act: dialog },
    { name: "agents behind a figure", path: "/board?list=signed_in", act: dialog },
    ...sections.map((section) => ({ name: `admin ${section}`, path: `/admin/${section}` })),
    { name: "new person", path: "/admin/people/new", act: dialog },
    { name: "new provider", path: "/admin/providers/new", act: dialog },
    { name: "new queue", path: "/admin/queues/new", act: dialog },
    { name: "new hours", path: "/admin/hours/new", act: dialog },
    { name: "new procedure", path: "/admin/procedures/new", act: dialog },
    { name: "new policy", path: "/admin/policies/new", act: dialog },
    { name: "new canned reply", path: "/admin/templates/new", act: dialog },
    { name: "new outside address", path: "/admin/partners/new", act: dialog },
    { name: "new purpose", path: "/admin/purposes/new", act: dialog },
    { name: "new webhook", path: "/admin/webhooks/new", act: dialog },
    { name: "new API token", path: "/admin/tokens/new", act: dialog },
    { name: "new chat", path: "/admin/channels/new-web_chat", act: dialog },
    { name: "new form", path: "/admin/channels/new-form", act: dialog },
    { name: "new API channel", path: "/admin/channels/new-api", act: dialog },
    { name: "new mailbox", path: "/admin/channels/new-email", act: dialog },
    { name: "developers", path: "/developers" },
    { name: "an operation", path: "/developers?op=cases_list" },
    { name: "nowhere", path: "/nowhere" },
  ];
}

/** A chat with an identified customer, a mail with HTML, and a chat of somebody nobody knows. */
async function furnish(): Promise<typeof cases> {
  const { server, chatKey, mail } = centre;
  const visit = async (words: string) => {
    const visitor = await Visitor.come({ url: server.url, channel: chatKey });
    await visitor.say(words);
    visitor.leave();
    return taken((row) => row.subject === words);
  };
  const anonymous = await visit("在庫はありますか");
  const chat = await visit("鉄瓶のさびについて教えてください");
  const known = await admin.post<{ id: string }>("/customers", {
    name: "中村 華子",
    kana: "ナカムラ ハナコ",
    email: "hanako@example.jp",
  });
  await admin.post(`/cases/${chat.id}/customer`, { customer: known.id });
  for (const name of ["高橋 健", "髙橋健"]) {
    await admin.post("/customers", { name, phone: "090-1234-5678" });
  }
  await say(chat, "湯を沸かしつづけるとおさまります。\nhttps://koyori.example/care");
  const { users } = await admin.get<{ users: { id: string; name: string }[] }>("/directory");
  const colleague = users.find((user) => user.name === AGENT.name);
  await admin.post(`/cases/${chat.id}/notes`, {
    text: `@${AGENT.name} 修理の見積りをお願いします`,
    mentions: colleague ? [colleague.id] : [],
    client_id: randomUUID(),
  });
  await sendMail(server.smtpPort, {
    from: { name: "田中 次郎", address: "tanaka@example.net" },
    to: mail,
    subject: "見積りのお願い",
    text: "土鍋 10点の見積りをお願いします。",
    html: '<h1 style="color:#999">見積り</h1><table border=1><tr><td>土鍋<td>10点</table><p><a href="https://example.net/">弊社</a><img src="https://example.net/logo.png">',
  });
  const letter = await taken((row) => row.subject === "見積りのお願い");
  ending = (await admin.post<{ id: string }>("/admin/dispositions", { name: "見積りを送付" })).id;
  await admin.put("/admin/resolve-rule", { category: false, disposition: true });
  const { categories, channels } = await admin.get<{
    categories: { id: string }[];
    channels: { id: string; kind: string }[];
  }>("/directory");
  const address = "kintsugi@workshop.example";
  await admin.post("/admin/partners", { name: WORKSHOP, address, note: "陶器の修理" });
  await admin.post(`/cases/${letter.id}/sides`, {
    channel: channels.find((each) => each.kind === "email")?.id,
    to: [address],
    subject: "土鍋の納期",
    text: "10点の納期を教えてください。",
    client_id: randomUUID(),
  });
  const category = categories[0]?.id;
  await admin.post("/admin/procedures", {
    name: "見積りの手順",
    category,
    steps: [{ text: "数量を確認する", required: true }, { text: "納期を確認する" }],
  });
  const act = { do: "category", category };
  await admin.post("/bulk", { cases: [letter.id], act });
  await admin.post(`/cases/${letter.id}/ties`, { case: chat.id });
  await admin.post("/views", { name: "急ぎ", shared: true, query: { view: "open" } });
  return { chat, anonymous, mail: letter };
}

/** Waits for a case and takes it over. */
async function taken(wanted: (row: CaseRow) => boolean): Promise<CaseRow> {
  const row = await until("the case waits", async () => {
    return (await admin.cases("view=waiting")).find(wanted);
  });
  return admin.post<CaseRow>(`/cases/${row.id}/take`);
}

async function say(row: CaseRow, text: string): Promise<void> {
  // biome-ignore lint/suspicious/noThenProperty: a field of the API, not a promise
  const reply = { text, client_id: randomUUID(), then: "keep" };
  await admin.post(`/cases/${row.id}/replies`, reply);
}

import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Desk, until } from "./support/api";
import { axeViolations } from "./support/axe";
import { Profile, watchErrors } from "./support/browser";
import { Centre, PASSWORD, type Person } from "./support/centre";
import { texts } from "./support/desk";
import { countPointers, focused, pointersOf, tabTo } from "./support/keys";
import { Album } from "./support/screenshots";

// Who is who, decided by keys alone: the review list, a join and its undoing, a join by hand, and the
// link by which a customer goes on.

const t = texts("ja");
const SUPERVISOR: Person = { name: "中野 恵", email: "nakano@example.com", role: "supervisor" };
const HANAKO = { name: "山田 花子", kana: "やまだ はなこ", phone: "090-1111-2222", email: null };
const KEN = { name: "髙橋 健", kana: "たかはし けん", phone: "090-3333-4444", email: null };
const MAIL = "ken@example.jp";

let centre: Centre;
let desk: Desk;
let profile: Profile;
const album = new Album("who-is-who");

beforeAll(async () => {
  centre = await Centre.open({ people: [SUPERVISOR] });
  desk = await centre.admin();
  const records = [
    HANAKO,
    { ...HANAKO, name: "山田花子", kana: "ヤマダハナコ" },
    KEN,
    { ...KEN, name: "高橋健", email: MAIL },
  ];
  for (const record of records) await desk.post("/customers", record);
  await until("both pairs are found", async () => (await found()) === 2);
  profile = await Profile.open("keys");
});

afterAll(async () => {
  await profile?.[Symbol.asyncDispose]();
  await centre?.[Symbol.asyncDispose]();
});

test("double customers are joined, parted and told apart by keys", async ({ onTestFailed }) => {
  const { page } = profile;
  onTestFailed(() => album.take(page, "failed").then(() => undefined));
  const errors = watchErrors(page);
  await countPointers(page);
  await page.goto(`${centre.server.url}/`);
  await focused(page, "メールアドレス");
  await page.keyboard.type(SUPERVISOR.email);
  await page.keyboard.press("Tab");
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await page.getByRole("navigation", { name: "ビュー" }).waitFor();
  await tabTo(page, /^名寄せ/);
  await page.keyboard.press("Enter");
  await shown(page, 2);

  // The next pair and back; joined, and taken back by the notice's key.
  const first = await pairName(page);
  await page.keyboard.press("j");
  await until("the next pair is shown", async () => (await pairName(page)) !== first);
  await page.keyboard.press("k");
  await until("the first pair is shown", async () => (await pairName(page)) === first);
  await page.keyboard.press("m");
  await page.getByRole("button", { name: t("customer", "lookalike.takeBack") }).waitFor();
  await until("they are one", async () => (await people()) === 3);
  await album.take(page, "joined");
  await page.keyboard.press("z");
  await until("they are two again", async () => (await people()) === 4);
  await until("the pair is back", async () => (await found()) === 2);
  await page.reload();
  await shown(page, 2);

  // Told apart as a household, and taken back; told apart for good.
  await page.keyboard.press("h");
  await until("the pair is decided", async () => (await found()) === 1);
  await page.getByRole("button", { name: t("customer", "lookalike.takeBack") }).waitFor();
  await page.keyboard.press("z");
  await until("the decision is taken back", async () => (await found()) === 2);
  await page.reload();
  await shown(page, 2);
  const apart = await pairName(page);
  await page.keyboard.press("d");
  await until("they are two people", async () => (await found()) === 1);
  await until("the other pair moves up", async () => (await pairName(page)) !== apart);
  await page.keyboard.press("m");
  await until("the others are one", async () => (await people()) === 3);
  await page.getByText(t("customer", "lookalike.empty")).waitFor();
  expect(await axeViolations(page)).toEqual([]);

  expect(await pointersOf(page)).toBe(0);
  expect(errors.filter((each) => !each.includes("401"))).toEqual([]);
});

/** What waits for a decision, as the server counts it. */
async function found(): Promise<number> {
  return (await desk.get<{ count: number }>("/customers/lookalikes")).count;
}

/** How many customers there are. */
async function people(): Promise<number> {
  const both = [HANAKO, KEN].map(async ({ phone }) => {
    return (await desk.get<{ items: unknown[] }>(`/customers?q=${phone}`)).items.length;
  });
  return (await Promise.all(both)).reduce((sum, each) => sum + each, 0);
}

async function shown(page: Page, pairs: number): Promise<void> {
  const list = page.getByRole("listbox", { name: t("customer", "lookalike.list") });
  await until(`${pairs} pairs are listed`, async () => {
    return (await list.getByRole("option").count()) === pairs;
  });
  await page.getByRole("region", { name: t("customer", "lookalike.pair") }).waitFor();
}

function pairName(page: Page): Promise<string> {
  const pair = page.getByRole("region", { name: t("customer", "lookalike.pair") });
  return pair.getByRole("heading", { level: 2 }).innerText();
}

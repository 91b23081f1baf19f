import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "./support/api";
import { axeViolations, COLOUR_RULES } from "./support/axe";
import { Profile, watchErrors } from "./support/browser";
import { AGENT, Centre, PASSWORD } from "./support/centre";
import { texts } from "./support/desk";
import { countPointers, focused, pointersOf, tabTo } from "./support/keys";
import { Album } from "./support/screenshots";
import { codeAt } from "./support/totp";

// A second factor, switched on by keys alone and asked for at the next sign-in.

const t = texts("ja");

let centre: Centre;
let profile: Profile;
const album = new Album("second-factor");

beforeAll(async () => {
  centre = await Centre.open({ people: [AGENT] });
  profile = await Profile.open("factor");
});

afterAll(async () => {
  await profile?.[Symbol.asyncDispose]();
  await centre?.[Symbol.asyncDispose]();
});

test("a second factor, from switching on to switching off", { timeout: 240_000 }, async ({
  onTestFailed,
}) => {
  const { page } = profile;
  onTestFailed(() => album.take(page, "failed").then(() => undefined));
  const errors = watchErrors(page);
  await countPointers(page);
  const enter = async (code?: string) => {
    await page.goto(`${centre.server.url}/sign-in`);
    await focused(page, "メールアドレス");
    await page.keyboard.type(AGENT.email);
    await page.keyboard.press("Tab");
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press("Enter");
    if (code !== undefined) {
      await focused(page, t("auth", "code"));
      await page.keyboard.type(code);
      await page.keyboard.press("Enter");
    }
    await page.getByRole("navigation", { name: "ビュー" }).waitFor();
  };
  const openDialog = async () => {
    await tabTo(page, /^アカウント/);
    await page.keyboard.press("Enter");
    await page.getByRole("menuitem", { name: t("common", "factor.menu") }).waitFor();
    await page.keyboard.press("ArrowDown");
    await focused(page, t("common", "factor.menu"));
    await page.keyboard.press("Enter");
    await page.getByRole("dialog", { name: t("common", "factor.title") }).waitFor();
  };
  const look = async (name: string) => {
    await album.take(page, name);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      const rules = colorScheme === "light" ? undefined : COLOUR_RULES;
      expect(await axeViolations(page, rules)).toEqual([]);
    }
  };

  await enter();
  await openDialog();
  await focused(page, t("common", "account.current"));
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await focused(page, t("common", "factor.code"));
  const secret = (await page.getByRole("dialog").locator("code").innerText()).replaceAll(" ", "");
  await look("scan");
  await page.keyboard.type("000000");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").getByText("コードが違います", { exact: false }).waitFor();
  await page.keyboard.press("Control+A");
  await page.keyboard.type(codeAt(secret, 0));
  await page.keyboard.press("Enter");
  const codes = page.getByRole("list", { name: t("common", "factor.recoveryCodes") });
  await codes.waitFor();
  // They are shown once: neither Escape nor a click beside them closes them.
  await page.keyboard.press("Escape");
  const [recovery = ""] = await codes.getByRole("listitem").allInnerTexts();
  await look("codes");
  await tabTo(page, t("common", "factor.saved"));
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor({ state: "detached" });

  // The next sign-in asks for a code; the one that was taken is not taken again.
  await page.context().clearCookies();
  await page.goto(`${centre.server.url}/sign-in`);
  await focused(page, "メールアドレス");
  await page.keyboard.type(AGENT.email);
  await page.keyboard.press("Tab");
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await focused(page, t("auth", "code"));
  await album.take(page, "sign-in");
  await page.keyboard.type("000000");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").waitFor();
  await page.context().clearCookies();
  await enter(recovery);

  // Switched off with a code of the next step: those before it count as taken.
  await openDialog();
  await page.getByText(t("common", "factor.on")).waitFor();
  await tabTo(page, t("common", "account.current"));
  await look("remove");
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Tab");
  await focused(page, t("common", "factor.anyCode"));
  await page.keyboard.type(codeAt(secret, 1));
  await page.keyboard.press("Enter");
  await until("the dialog is closed", async () => (await page.getByRole("dialog").count()) === 0);
  await page.context().clearCookies();
  await enter();
  expect(await pointersOf(page)).toBe(0);
  expect(errors.filter((each) => !/40[01]|422|403/.test(each))).toEqual([]);
});

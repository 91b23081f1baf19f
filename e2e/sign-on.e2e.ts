import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Desk, until } from "./support/api";
import { axeViolations, COLOUR_RULES } from "./support/axe";
import { launchChromium, newPerson, watchErrors } from "./support/browser";
import { AGENT, Centre, PASSWORD } from "./support/centre";
import { signIn, texts } from "./support/desk";
import { IdentityProvider } from "./support/provider";
import { Album } from "./support/screenshots";
import { ADMIN } from "./support/server";
import { codeAt } from "./support/totp";

// Signing in by a provider of OpenID Connect, from its settings to the desk, and who is refused.

const t = texts("ja");
const NAME = "社内ID";

let centre: Centre;
let provider: IdentityProvider;
let browser: Browser;
const album = new Album("sign-on");
const contexts: BrowserContext[] = [];

const person = async (): Promise<Page> => {
  const context = await newPerson(browser);
  contexts.push(context);
  return context.newPage();
};

const look = async (page: Page, name: string) => {
  await album.take(page, name);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const rules = colorScheme === "light" ? undefined : COLOUR_RULES;
    expect(await axeViolations(page, rules)).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: "light" });
};

/** Goes to the provider by the button of the sign-in page. */
const go = async (page: Page, login: string) => {
  await page.goto(`${centre.server.url}/sign-in?next=%2Fsearch`);
  await page.getByRole("link", { name: t("auth", "with").replace("{{name}}", NAME) }).click();
  await provider.enter(page, login);
};

beforeAll(async () => {
  const env = { MADOGUCHI_SIGN_ON_ALLOW_PRIVATE: "true" };
  centre = await Centre.open({ people: [AGENT], env });
  provider = await IdentityProvider.plan({
    sato: { email: AGENT.email, email_verified: true, name: AGENT.name },
    careless: { email: AGENT.email, email_verified: false, name: "鈴木" },
    stranger: { email: "stranger@example.com", email_verified: true, name: "田中" },
  });
  browser = await launchChromium();
});

afterAll(async () => {
  for (const context of contexts) await context.close();
  await browser?.close();
  await provider?.[Symbol.asyncDispose]();
  await centre?.[Symbol.asyncDispose]();
});

test("from the settings of a provider to the desk", { timeout: 240_000 }, async ({
  onTestFailed,
}) => {
  const admin = await person();
  onTestFailed(() => album.take(admin, "failed").then(() => undefined));
  const errors = watchErrors(admin);
  await signIn(admin, centre.server.url, ADMIN.email, ADMIN.password);
  await admin.goto(`${centre.server.url}/admin/providers`);
  await admin.getByRole("button", { name: t("admin", "signOn.add") }).click();
  const field = (name: string) => admin.getByRole("textbox", { name });
  await field(t("admin", "field.name")).fill(NAME);
  await field(t("admin", "signOn.issuer")).fill(provider.issuer);
  await admin.getByRole("button", { name: t("admin", "create"), exact: true }).click();
  // The address for the provider is known once it has a name here.
  const redirect = admin.getByRole("region", { name: t("admin", "signOn.redirect") });
  const address = await redirect.locator("code").innerText();
  await provider.serve(address);
  await field(t("admin", "signOn.clientId")).fill(provider.clientId);
  await field(t("admin", "signOn.secret")).fill(provider.clientSecret);
  await field(t("admin", "signOn.domains")).fill("example.com");
  await admin.getByRole("switch", { name: t("admin", "signOn.inUse") }).click({ force: true });
  await admin.getByRole("button", { name: t("common", "save"), exact: true }).click();
  await admin.getByRole("link", { name: NAME }).click();
  const tried = admin.getByRole("region", { name: t("admin", "channels.test") });
  await tried.getByRole("button").click();
  await tried.getByText(`${provider.issuer}/auth`).waitFor();
  await album.take(admin, "tried");
  // Buttons that waited were announced by their ids; of closed sheets these are gone for a while.
  await admin.reload();
  await redirect.waitFor();
  await look(admin, "settings");

  const page = await person();
  onTestFailed(() => album.take(page, "failed-sign-in").then(() => undefined));
  await page.goto(`${centre.server.url}/sign-in`);
  await page.getByRole("link", { name: new RegExp(NAME) }).waitFor();
  await look(page, "sign-in");
  await go(page, "sato");
  await page.waitForURL(`${centre.server.url}/search`);
  await page.getByRole("button", { name: /^アカウント/ }).waitFor();
  const cookies = (await page.context().cookies(centre.server.url)).map(({ name }) => name);
  expect(cookies).toContain("madoguchi_session");
  expect(cookies).not.toContain("madoguchi_sign_on");

  await admin.goto(`${centre.server.url}/admin/audit`);
  const entry = admin.getByRole("row").filter({ hasText: AGENT.name });
  await entry.getByRole("button", { name: "サインイン", exact: true }).first().click();
  await admin.getByRole("row").filter({ hasText: NAME }).first().waitFor();
  await album.take(admin, "audit");
  // Whoever is not signed in yet is asked who they are.
  expect(errors.filter((each) => !each.includes("401"))).toEqual([]);
});

test("a tenant's rules: a code after the provider, no passwords, and the way back", {
  timeout: 240_000,
}, async () => {
  interface Stored {
    id: string;
    version: number;
  }
  const admin = await centre.admin();
  const rule = async (change: Record<string, boolean>) => {
    const [stored] = await admin.get<Stored[]>("/admin/sign-on-providers");
    if (!stored) throw new Error("there is no provider");
    await admin.patch(`/admin/sign-on-providers/${stored.id}`, change, stored.version);
  };
  const agent = await Desk.signIn(centre.server.url, AGENT.email, PASSWORD);
  const begun = await agent.post<{ secret: string }>("/me/second-factor", { password: PASSWORD });
  await agent.post("/me/second-factor/confirm", { code: codeAt(begun.secret, 0) });
  await rule({ asks_code: true, passwords_off: true });

  const page = await person();
  await go(page, "sato");
  const code = page.getByRole("textbox", { name: t("auth", "code") });
  await code.fill("000000");
  await look(page, "code");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").waitFor();
  // Those up to the one that began it count as taken.
  await code.fill(codeAt(begun.secret, 1));
  await page.keyboard.press("Enter");
  await page.waitForURL(`${centre.server.url}/search`);
  await page.getByRole("button", { name: /^アカウント/ }).waitFor();

  const shut = await person();
  await shut.goto(`${centre.server.url}/sign-in`);
  await shut.getByRole("textbox", { name: "メールアドレス" }).fill(AGENT.email);
  await shut.getByRole("textbox", { name: "パスワード" }).fill(PASSWORD);
  await shut.keyboard.press("Enter");
  await shut.getByRole("alert").getByText("連携先のボタンから").waitFor();
  await centre.server.halt();
  expect(await centre.server.command("admin", "allow-passwords")).toContain("allowed again");
  await centre.server.launch();
  await shut.keyboard.press("Enter");
  await shut.getByRole("textbox", { name: t("auth", "code") }).waitFor();
});

test("who is not let in is told why", { timeout: 240_000 }, async () => {
  for (const [login, problem] of [
    ["careless", "email_unverified"],
    ["stranger", "no_such_staff"],
  ] as const) {
    const page = await person();
    await go(page, login);
    await page
      .getByRole("alert")
      .getByText(t("auth", `problems.${problem}`))
      .waitFor();
    expect(new URL(page.url()).pathname).toBe("/sign-in");
    const { status } = await page.evaluate(async () => {
      const answer = await fetch("/api/v1/me");
      return { status: answer.status };
    });
    expect(status).toBe(401);
    if (login === "careless") await look(page, "refused");
  }

  // An answer that somebody else was given is nobody's here.
  const page = await person();
  await page.goto(`${centre.server.url}/sign-in`);
  const way = await page.getByRole("link", { name: new RegExp(NAME) }).getAttribute("href");
  await page.goto(`${centre.server.url}${way}/callback?code=stolen&state=stolen`);
  await page.getByRole("alert").getByText(t("auth", "problems.sign_on_over")).waitFor();

  await provider[Symbol.asyncDispose]();
  await page.goto(`${centre.server.url}${way}`);
  const gone = page.getByRole("alert").getByText(t("auth", "problems.provider_unreachable"));
  await until("it says that nobody answers", async () => gone.isVisible());
});

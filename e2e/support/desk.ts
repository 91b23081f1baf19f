import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import type { Locale } from "./browser";

type Texts = { [key: string]: string | Texts };

/** The desk's own words in a language, by file and key: `say("inbox", "action.resolve")`. */
export function texts(locale: Locale): (file: string, key: string) => string {
  return (file, key) => {
    const url = new URL(`../../ui/src/i18n/${locale}/${file}.json`, import.meta.url);
    let found: string | Texts | undefined = JSON.parse(readFileSync(url, "utf8")) as Texts;
    for (const part of key.split(".")) {
      found = typeof found === "object" ? found[part] : undefined;
    }
    if (typeof found !== "string") throw new Error(`the desk has no text ${file}:${key}`);
    return found;
  };
}

/** Signs in at the desk as people do and waits for the inbox. */
export async function signIn(page: Page, url: string, email: string, password: string) {
  await page.goto(`${url}/`);
  await page.getByRole("textbox", { name: "メールアドレス" }).fill(email);
  await page.getByRole("textbox", { name: "パスワード" }).fill(password);
  await page.getByRole("button", { name: "サインイン" }).click();
  await page.getByRole("navigation", { name: "ビュー" }).waitFor();
}

/** Chooses one's own state in the top bar. */
export async function setPresence(page: Page, state: "受付可" | "離席" | "後処理") {
  await page.getByRole("button", { name: /^現在の状態/ }).click();
  await page.getByRole("menuitemradio", { name: state }).click();
  await page.getByRole("button", { name: `現在の状態: ${state}` }).waitFor();
}

/** The thread of the open case. */
export const thread = (page: Page) => page.getByRole("log", { name: /とのやり取り$/ });

/** Who said what in the open thread, in its order: what the agent sees, files by their names. */
export async function threadLines(page: Page): Promise<string[]> {
  return thread(page).evaluate((element) =>
    [...element.querySelectorAll("article")].map((article) => {
      const side = article.matches(".self-end") ? "店" : "客";
      const files = [...article.querySelectorAll("img")].map((image) => `[${image.alt}]`);
      const text = article.querySelector(".whitespace-pre-wrap")?.textContent ?? "";
      return `${side}: ${[...files, text].filter(Boolean).join(" ")}`;
    }),
  );
}

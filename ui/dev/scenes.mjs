import { readFileSync } from "node:fs";
import { supervisorScenes } from "./scenes-supervisor.mjs";

const texts = (language, file) =>
  JSON.parse(
    readFileSync(new URL(`../src/i18n/${language}/${file}.json`, import.meta.url), "utf8"),
  );

/** Opens the n-th case of the list on screen. */
const open = (n) => async (page) => {
  await page.getByRole("option").nth(n).click();
  await page.getByRole("log").waitFor();
};

const press = (keys) => async (page) => {
  await page.getByRole("option").first().waitFor();
  await page.keyboard.press(keys);
  await page.getByRole("dialog").waitFor();
};

/** What is looked at: an address and what is done there, found by its name in a language. */
export function scenes(language) {
  const inbox = texts(language, "inbox");
  const customer = texts(language, "customer");
  const common = texts(language, "common");

  const tab = (name) => async (page) => {
    await open(4)(page);
    await page.getByRole("tab", { name: new RegExp(`^${name}`) }).click();
  };
  const offer = async (page) => {
    await open(2)(page);
    await page.request.get(new URL("/__mock/offer", page.url()).href);
    await page.getByRole("button", { name: common.offer.accept }).first().waitFor();
  };
  const note = async (page) => {
    await open(3)(page);
    await page.keyboard.press("n");
    await page.keyboard.type("破損の写真を確認済み。@");
    await page.getByRole("listbox", { name: inbox.composer.mention }).waitFor();
  };
  const dialogBy = (n, key) => async (page) => {
    await open(n)(page);
    await page.keyboard.press(key);
    await page.getByRole("dialog").waitFor();
  };
  const button = (n, name) => async (page) => {
    await open(n)(page);
    await page.getByRole("button", { name, exact: true }).first().click();
    await page.getByRole("dialog").waitFor();
  };
  const promises = (n) => async (page) => {
    await open(n)(page);
    await page.getByRole("button", { name: inbox.sla.openAll }).click();
    await page.getByRole("dialog", { name: inbox.sla.label }).waitFor();
  };
  const failed = async (page) => {
    await open(2)(page);
    await page.keyboard.press("r");
    await page.keyboard.type("ご連絡ありがとうございます。#fail");
    await page.keyboard.press("Control+Enter");
    await page.getByRole("button", { name: inbox.pending.retry }).waitFor();
  };

  return [
    { name: "sign-in", path: "/sign-in", wait: 1_000 },
    { name: "inbox-empty", path: "/inbox/mentions", wait: 2_000 },
    { name: "inbox-chat", path: "/inbox/mine", act: open(2) },
    { name: "inbox-mail", path: "/inbox/mine", act: open(4), wait: 1_200 },
    {
      name: "inbox-wide",
      path: "/inbox/open",
      size: { width: 1920, height: 1080 },
      act: open(8),
      pictureOnly: true,
    },
    {
      name: "inbox-compact",
      path: "/inbox/waiting",
      settings: { density: "compact" },
      act: open(1),
    },
    { name: "offer", path: "/inbox/mine", act: offer },
    { name: "orders", path: "/inbox/mine", act: tab(customer.tab.orders) },
    { name: "timeline", path: "/inbox/mine", act: tab(customer.tab.timeline) },
    { name: "cases", path: "/inbox/mine", act: tab(customer.tab.cases) },
    { name: "note", path: "/inbox/open", act: note },
    { name: "failed", path: "/inbox/mine", act: failed },
    { name: "promises", path: "/inbox/mine", act: promises(1) },
    { name: "transfer", path: "/inbox/open", act: dialogBy(3, "t") },
    { name: "identify", path: "/inbox/mine", act: button(0, customer.identify.open) },
    { name: "edit", path: "/inbox/mine", act: button(4, customer.edit.open) },
    { name: "new-mail", path: "/inbox/mine", act: button(4, customer.mail.open) },
    { name: "filter", path: "/inbox/open", act: button(0, inbox.toolbar.filter) },
    { name: "settings", path: "/inbox/mine", act: button(2, common.settings.title) },
    { name: "palette", path: "/inbox/mine", act: press("Control+k") },
    { name: "help", path: "/inbox/mine", act: press("?") },
    { name: "not-found", path: "/nowhere", wait: 1_000 },
    ...supervisorScenes(language),
  ];
}

import { readFileSync } from "node:fs";

const texts = (language, file) =>
  JSON.parse(
    readFileSync(new URL(`../src/i18n/${language}/${file}.json`, import.meta.url), "utf8"),
  );

const WIDE = { width: 1920, height: 1080 };

/** Waits for what the page is about. */
const table = async (page) => {
  await page.getByRole("row").nth(3).waitFor();
};
const dialog = async (page) => {
  await page.getByRole("dialog").waitFor();
};

const rows = (n) => async (page) => {
  await page.getByRole("row").nth(n).waitFor();
};
const heading = async (page) => {
  await page.getByRole("heading", { level: 1 }).waitFor();
};
/** Opens the first thing of a list. */
const first = async (page) => {
  await table(page);
  await page.getByRole("rowheader").first().getByRole("link").click();
  await dialog(page);
};

/** The board, the administration and the API page, in every state that looks different. */
export function supervisorScenes(language) {
  const board = texts(language, "board");
  const admin = texts(language, "admin");
  const common = texts(language, "common");
  const presence = async (page) => {
    await table(page);
    const name = new RegExp(board.agents.changeFrom.replace(/\{\{.*?\}\}/g, ".*"));
    await page.getByRole("button", { name }).nth(1).click();
    await page.getByRole("menu").waitFor();
  };
  const unsaved = async (page) => {
    await first(page);
    await page.getByRole("textbox", { name: admin.field.name }).fill("田村 里奈子");
    await page.keyboard.press("Escape");
    await page.getByText(admin.unsaved.title).waitFor();
  };
  const refused = async (page) => {
    await first(page);
    await page.getByRole("switch").focus();
    await page.keyboard.press("Space");
    await page.getByRole("button", { name: common.save, exact: true }).click();
    await page.getByRole("alert").waitFor();
  };
  const categories = async (page) => {
    await page.getByRole("list").getByRole("button").first().focus();
    await page.keyboard.press("ArrowDown");
  };
  const channel = (n) => async (page) => {
    await rows(2)(page);
    await page.getByRole("rowheader").nth(n).getByRole("link").click();
    await dialog(page);
    await page.getByRole("button", { name: admin.channels.runTest }).click();
    await page
      .getByText(admin.channels.steps[n === 0 ? "script" : "send"])
      .last()
      .waitFor();
  };
  const save = (name) => async (page) => {
    await page.getByRole("button", { name, exact: true }).click();
    await page.getByRole("alert").first().waitFor();
  };
  const badHours = async (page) => {
    await dialog(page);
    await page.getByRole("button", { name: admin.hours.addDay }).click();
    const weekday = (key) => page.getByRole("textbox", { name: admin.hours.weekdays[key] });
    await weekday("tue").fill("9:00-13:00 12:00-18:00");
    for (const key of ["mon", "wed", "thu", "fri"]) await weekday(key).fill("22:00-6:00");
    await page.getByRole("button", { name: admin.create, exact: true }).click();
  };
  const noGoal = async (page) => {
    await dialog(page);
    await save(admin.create)(page);
  };
  const policyEnd = async (page) => {
    await first(page);
    await page
      .getByRole("button", { name: new RegExp(admin.policies.raiseTo) })
      .scrollIntoViewIfNeeded();
  };
  const detail = async (page) => {
    await table(page);
    await page.getByRole("button", { name: admin.audit.actions.user_changed }).first().click();
  };
  const search = async (page) => {
    await page.getByRole("searchbox", { name: admin.nav.search }).fill("smtp");
  };
  return [
    { name: "board", path: "/board", act: table },
    { name: "board-wide", path: "/board", size: WIDE, act: table, pictureOnly: true },
    { name: "board-waiting", path: "/board?list=waiting", act: dialog },
    { name: "board-agents", path: "/board?list=signed_in", act: dialog },
    { name: "board-presence", path: "/board", act: presence },
    { name: "people", path: "/admin/people", act: table },
    { name: "people-wide", path: "/admin/people", size: WIDE, act: table, pictureOnly: true },
    { name: "person", path: "/admin/people", act: first },
    { name: "person-new", path: "/admin/people/new", act: dialog },
    { name: "person-unsaved", path: "/admin/people", act: unsaved },
    { name: "roles", path: "/admin/roles", act: table },
    { name: "queues", path: "/admin/queues", act: table },
    { name: "queue", path: "/admin/queues", act: refused },
    { name: "categories", path: "/admin/categories", act: categories },
    { name: "channels", path: "/admin/channels", act: rows(2) },
    { name: "channel-chat", path: "/admin/channels", act: channel(0) },
    { name: "channel-mail", path: "/admin/channels", act: channel(1) },
    { name: "channel-new", path: "/admin/channels/new-email", act: dialog },
    { name: "hours", path: "/admin/hours", act: rows(3) },
    { name: "hours-wide", path: "/admin/hours", size: WIDE, act: rows(3), pictureOnly: true },
    { name: "hours-form", path: "/admin/hours", act: first },
    { name: "hours-refused", path: "/admin/hours/new", act: badHours },
    { name: "policies", path: "/admin/policies", act: table },
    { name: "policies-wide", path: "/admin/policies", size: WIDE, act: table, pictureOnly: true },
    { name: "policy", path: "/admin/policies", act: first },
    { name: "policy-end", path: "/admin/policies", act: policyEnd },
    { name: "policy-refused", path: "/admin/policies/new", act: noGoal },
    { name: "audit", path: "/admin/audit", act: detail },
    { name: "tenants", path: "/admin/tenants", act: rows(1) },
    { name: "api", path: "/developers", act: heading },
    { name: "api-operation", path: "/developers?op=cases_list", act: table },
    { name: "api-body", path: "/developers?q=cases&op=cases_reply", act: heading },
    { name: "api-problems", path: "/developers?op=problems", act: table },
    { name: "admin-search", path: "/admin/people", act: search },
  ];
}

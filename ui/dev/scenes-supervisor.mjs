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

/** The board, the administration and the API page, in every state that looks different. */
export function supervisorScenes(language) {
  const board = texts(language, "board");
  const presence = async (page) => {
    await table(page);
    const name = new RegExp(board.agents.changeFrom.replace(/\{\{.*?\}\}/g, ".*"));
    await page.getByRole("button", { name }).nth(1).click();
    await page.getByRole("menu").waitFor();
  };
  return [
    { name: "board", path: "/board", act: table },
    { name: "board-wide", path: "/board", size: WIDE, act: table, pictureOnly: true },
    { name: "board-waiting", path: "/board?list=waiting", act: dialog },
    { name: "board-agents", path: "/board?list=signed_in", act: dialog },
    { name: "board-presence", path: "/board", act: presence },
  ];
}

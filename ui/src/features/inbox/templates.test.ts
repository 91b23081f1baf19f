import { expect, it } from "vitest";
import type { TemplateRow } from "@/api/types";
import { languageOf, matchTemplates, openGap, shortcutAt } from "./templates";

const row = (id: string, name: string, fields: Partial<TemplateRow> = {}): TemplateRow => ({
  id,
  name,
  shortcut: null,
  beginning: "",
  locales: ["ja"],
  category: null,
  acts: false,
  archived: false,
  ...fields,
});

it("is called by a slash at the beginning of a line only", () => {
  expect(shortcutAt("/", 1)).toBe("");
  expect(shortcutAt("はい\n／おれ", 6)).toBe("おれ");
  expect(shortcutAt("1/2", 3)).toBeNull();
  expect(shortcutAt("https://a", 8)).toBeNull();
  expect(shortcutAt("/a b", 4)).toBeNull();
});

it("offers shortcuts first, then what the case is about, and nothing out of use", () => {
  const all = [
    row("1", "あいさつ"),
    row("2", "返品のご案内", { category: "c-1" }),
    row("3", "お礼", { shortcut: "hen" }),
    row("4", "返品(旧)", { archived: true }),
  ];
  expect(matchTemplates(all, "", "c-1").map((each) => each.id)).toEqual(["2", "1", "3"]);
  expect(matchTemplates(all, "ＨＥＮ", "c-1").map((each) => each.id)).toEqual(["3"]);
  expect(matchTemplates(all, "返品", null).map((each) => each.id)).toEqual(["2"]);
});

it("takes the customer's language", () => {
  expect(languageOf("My order has not arrived")).toBe("en");
  expect(languageOf("order #12 が届きません")).toBe("ja");
  expect(languageOf("12345")).toBe("ja");
});

it("finds the first gap that is still open", () => {
  expect(openGap("様〔注文番号〕〔氏名〕", ["氏名", "注文番号"])).toEqual([1, 7]);
  expect(openGap("〔会社〕", ["氏名"])).toBeNull();
});

import { expect, test } from "vitest";
import { changedFields, rebased, wholeNumber } from "./draft";
import { folded, matches, sectionsFor } from "./sections";

const base = { name: "一般", seconds: "20", members: ["a", "b"] };

test("only what differs is sent, compared by content", () => {
  expect(changedFields(base, { ...base, members: ["a", "b"] })).toEqual({});
  expect(changedFields(base, { ...base, seconds: "30" })).toEqual({ seconds: "30" });
  expect(changedFields(base, { ...base, members: ["a"] })).toEqual({ members: ["a"] });
});

test("my changes lie over somebody else's, and only mine", () => {
  const mine = { ...base, seconds: "30" };
  const theirs = { name: "総合", seconds: "25", members: ["c"] };
  expect(rebased(base, mine, theirs)).toEqual({ name: "総合", seconds: "30", members: ["c"] });
});

test.each([
  ["20", 20],
  [" 20 ", 20],
  ["20", 20],
  ["", null],
  ["-1", null],
  ["1.5", null],
  ["1234567", null],
])("%s as a whole number is %s", (text, number) => {
  expect(wholeNumber(text)).toBe(number);
});

test("settings are found whatever the width, case and kana", () => {
  expect(folded("SMTPさーばー")).toBe("smtpサーバー");
  expect(matches("smtp サーバー", "チャネル", "SMTPサーバー")).toBe(true);
  expect(matches("カテゴリ", "かてごり")).toBe(true);
  expect(matches("smtp 電話", "SMTPサーバー")).toBe(false);
  expect(matches("", "何でも")).toBe(true);
});

test("a section shows to those who may use it", () => {
  expect(sectionsFor(["queue.manage", "self.manage"]).map((each) => each.id)).toEqual([
    "queues",
    "categories",
    "endings",
    "procedures",
    "templates",
    "partners",
    "hours",
    "policies",
  ]);
  expect(sectionsFor(["case.read"])).toEqual([]);
});

import { describe, expect, it } from "vitest";
import type { UserBrief } from "@/api/types";
import { callAt, matchPeople, mentionedIn } from "./MentionPicker";

const person = (id: string, name: string): UserBrief => ({ id, name, roles: [], active: true });
const people = [person("1", "大西 悠斗"), person("2", "岡本 さくら"), person("3", "Ann Lee")];

describe("callAt", () => {
  it.each([
    ["@", 1, ""],
    ["確認を @大", 6, "大"],
    ["。@岡本", 4, "岡本"],
    ["＠大", 2, "大"],
    ["確認をお願いします@大西", 12, "大西"],
    ["お願いします!＠", 8, ""],
    ["user@example", 12, null],
    ["user.name@", 10, null],
    ["@大西 ", 4, null],
    ["ここは何もない", 3, null],
  ])("%s at %d", (text, caret, expected) => {
    expect(callAt(text, caret)).toBe(expected);
  });
});

it("finds people by part of the name, without blanks and case", () => {
  expect(matchPeople(people, "岡本さ").map((each) => each.id)).toEqual(["2"]);
  expect(matchPeople(people, "annl").map((each) => each.id)).toEqual(["3"]);
  expect(matchPeople(people, "")).toHaveLength(3);
});

it("calls the longest name that fits, and nobody whose name begins it", () => {
  const namesakes = [person("4", "佐藤"), person("5", "佐藤 花子"), person("6", "佐藤 花")];
  expect(mentionedIn("＠佐藤 花子 さん", namesakes)).toEqual(["5"]);
  expect(mentionedIn("確認を@佐藤 さん", namesakes)).toEqual(["4"]);
  expect(mentionedIn("@佐藤 花子 と @佐藤 花", namesakes)).toEqual(["5", "6"]);
});

it("calls those whose whole name stands in the text", () => {
  expect(mentionedIn("@大西 悠斗 と @岡本 へ", people)).toEqual(["1"]);
});

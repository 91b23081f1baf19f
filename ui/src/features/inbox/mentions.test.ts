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
    ["user@example", 12, null],
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

it("calls those whose whole name stands in the text", () => {
  expect(mentionedIn("@大西 悠斗 と @岡本 へ", people)).toEqual(["1"]);
});

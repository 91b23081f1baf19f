import { expect, it } from "vitest";
import { languageName, reads } from "./language";

it("names languages in the reader's own", () => {
  expect(languageName("en", "ja")).toBe("英語");
  expect(languageName("ja", "en")).toBe("Japanese");
  expect(languageName("not a code", "en")).toBe("not a code");
});

it("offers help with what the reader's letters do not tell", () => {
  expect(reads("ja", "注文した鍋が届きません")).toBe(true);
  expect(reads("ja", "#1024")).toBe(true);
  expect(reads("ja", "Where is my parcel?")).toBe(false);
  expect(reads("ja", "我的包裹在哪里")).toBe(false);
  expect(reads("en", "Where is my parcel? 😀")).toBe(true);
  expect(reads("en", "鍋が割れました")).toBe(false);
});

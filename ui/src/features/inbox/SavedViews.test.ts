import { expect, test } from "vitest";
import { isShown } from "./SavedViews";

const NOTHING = { status: null, queue: null, channel: null, category: null, owner: null, q: null };
const saved = (query: object) => ({
  id: "v",
  name: "急ぎ",
  shared: false,
  query: { view: "open" as const, ...NOTHING, ...query },
});

test("a kept list is on screen when list and filters are the same, whatever their order", () => {
  const one = saved({ queue: "q-1", q: "返品" });
  expect(isShown(one, "open", { q: "返品", queue: "q-1" })).toBe(true);
  expect(isShown(one, "open", { q: "返品", queue: "q-1", status: undefined })).toBe(true);
  expect(isShown(one, "all", { q: "返品", queue: "q-1" })).toBe(false);
  expect(isShown(one, "open", { q: "返品" })).toBe(false);
  expect(isShown(saved({}), "open", {})).toBe(true);
});

import { expect, test } from "vitest";
import type { CategoryView } from "@/api/types";
import { moved, placed, treeLines } from "./tree";

const category = (
  id: string,
  position: number,
  parent: string | null = null,
  archived = false,
): CategoryView => ({ id, name: id, parent, position, archived, version: 1 });

const tree = [
  category("b", 1),
  category("a", 0),
  category("a2", 1, "a"),
  category("a1", 0, "a"),
  category("old", 2, null, true),
  category("under-old", 0, "old"),
  category("c", 3),
];
const ids = (archivedToo: boolean) =>
  treeLines(tree, archivedToo).map((each) => `${each.category.id}:${each.depth}`);

test("parents stand before their children, siblings in their order, archived ones last", () => {
  expect(ids(false)).toEqual(["a:0", "a1:1", "a2:1", "b:0", "c:0"]);
  expect(ids(true)).toEqual(["a:0", "a1:1", "a2:1", "b:0", "c:0", "old:0", "under-old:1"]);
});

test("ends cannot move further, and an archived one not at all", () => {
  const movable = new Map(treeLines(tree, true).map((each) => [each.category.id, each.movable]));
  expect(movable.get("a")).toEqual({ up: false, down: true });
  expect(movable.get("b")).toEqual({ up: true, down: true });
  expect(movable.get("c")).toEqual({ up: true, down: false });
  expect(movable.get("old")).toEqual({ up: false, down: false });
});

test("a circle in stored data does not hang", () => {
  expect(treeLines([category("x", 0, "y"), category("y", 0, "x")], true)).toEqual([]);
});

test("a move changes the order among the siblings in use, and nothing else", () => {
  const after = placed(tree, moved(tree, "c", -1));
  const top = treeLines(after, false).filter((each) => each.depth === 0);
  expect(top.map((each) => each.category.id)).toEqual(["a", "c", "b"]);
  expect(after.find((each) => each.id === "a1")).toEqual(tree[3]);
  expect(moved(tree, "a", -1)).toEqual([]);
  expect(moved(tree, "nobody", 1)).toEqual([]);
});

test("equal positions are told apart by a move", () => {
  const equal = [category("x", 0), category("y", 0), category("z", 0)];
  const after = placed(equal, moved(equal, "z", -1));
  expect(treeLines(after, false).map((each) => each.category.id)).toEqual(["x", "z", "y"]);
  expect(new Set(after.map((each) => each.position)).size).toBe(3);
});

test("there and back again is the order of before", () => {
  const once = placed(tree, moved(tree, "a", 1));
  const back = placed(once, moved(once, "a", -1));
  expect(treeLines(back, false).map((each) => each.category.id)).toEqual(
    treeLines(tree, false).map((each) => each.category.id),
  );
});

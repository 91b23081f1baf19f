import { expect, test } from "vitest";
import type { SlaPolicy } from "@/api/admin-types";
import { inTurn, moved, placed } from "./order";

const policy = (id: string, position: number): SlaPolicy => ({
  id,
  name: id,
  position,
  active: true,
  conditions: { queues: [], categories: [], channels: [], ranks: [], priorities: [] },
  goals: { first_response: null, next_response: null, resolution: null },
  escalation: { warn_owner: false, call_supervisors: false, raise_to: null },
  hours: null,
  version: 1,
});
const ids = (policies: readonly SlaPolicy[]) => policies.map((each) => each.id).join("");
const list = [policy("b", 20), policy("a", 10), policy("c", 30)];

test("policies are tried by their places", () => {
  expect(ids(inTurn(list))).toBe("abc");
});

test("a move changes two places with each other, and nothing else", () => {
  const placements = moved(list, "c", -1);
  expect(placements).toEqual([
    { id: "c", position: 20 },
    { id: "b", position: 30 },
  ]);
  expect(ids(placed(list, placements))).toBe("acb");
  expect(moved(list, "a", -1)).toEqual([]);
  expect(moved(list, "c", 1)).toEqual([]);
  expect(moved(list, "nobody", 1)).toEqual([]);
});

test("equal places, as a move that broke off leaves them, are told apart", () => {
  const equal = [policy("a", 10), policy("b", 20), policy("c", 20)];
  const after = placed(equal, moved(equal, "c", -1));
  expect(ids(after)).toBe("acb");
  expect(new Set(after.map((each) => each.position)).size).toBe(3);
});

import { describe, expect, it } from "vitest";
import type { CaseRow } from "@/api/types";
import { caseRow } from "@/testing/builders";
import { type Arrangement, arrange, countFresh } from "./arrange";
import { inOrderOfWait, matcher, viewOf } from "./views";

const at = (minute: number) => `2026-11-23T03:${String(minute).padStart(2, "0")}:00Z`;
const row = (id: string, minute: number, fields: Partial<CaseRow> = {}) =>
  caseRow({ id, updated_at: at(minute), ...fields });

function list(rows: CaseRow[], fields: Partial<Arrangement>): string[] {
  const byId = new Map(rows.map((each) => [each.id, each]));
  return arrange({
    loaded: [],
    end: null,
    rows,
    get: (id) => byId.get(id),
    matches: () => true,
    oldestFirst: false,
    ...fields,
  });
}

describe("arrange", () => {
  const rows = [row("a", 30), row("b", 20), row("c", 10)];

  it("puts the newest change first, or last", () => {
    expect(list(rows, { loaded: ["c", "b", "a"] })).toEqual(["a", "b", "c"]);
    expect(list(rows, { loaded: [], oldestFirst: true })).toEqual(["c", "b", "a"]);
  });

  it("puts the longest wait in the queue first, whoever wrote last", () => {
    const waiting = [
      row("a", 30, { queued_at: at(1) }),
      row("b", 20, { queued_at: at(3) }),
      row("c", 10, { queued_at: at(2) }),
    ];
    expect(list(waiting, { loaded: [], oldestFirst: true })).toEqual(["a", "c", "b"]);
  });

  it("adds what the stream brought, but nothing beyond the last page read", () => {
    const end = { id: "b", updated_at: at(20), queued_at: null };
    expect(list(rows, { loaded: ["b"], end })).toEqual(["a", "b"]);
    expect(list(rows, { loaded: ["b"], end: null })).toEqual(["a", "b", "c"]);
  });

  it("leaves out what no longer belongs, except the open case", () => {
    const done = [row("a", 30, { status: "resolved" }), row("b", 20)];
    const matches = (each: CaseRow) => each.status !== "resolved";
    expect(list(done, { loaded: ["a", "b"], matches })).toEqual(["b"]);
    expect(list(done, { loaded: ["a", "b"], matches, keep: "a" })).toEqual(["a", "b"]);
  });

  it("keeps the server's order where only the server can judge", () => {
    expect(list(rows, { loaded: ["c", "a", "c"], matches: null })).toEqual(["c", "a"]);
  });

  it("decides between equal times as the server does", () => {
    const equal = [row("a", 10), row("b", 10)];
    expect(list(equal, {})).toEqual(["b", "a"]);
    expect(list(equal, { oldestFirst: true })).toEqual(["a", "b"]);
  });
});

it("counts what is new", () => {
  expect(countFresh(["a", "b"], ["c", "a", "d", "b"])).toBe(2);
});

it("orders by the wait only where everything waits", () => {
  const waiting = viewOf("waiting", true);
  expect(inOrderOfWait(waiting, undefined)).toBe(true);
  expect(inOrderOfWait(waiting, "reopened")).toBe(true);
  expect(inOrderOfWait(waiting, "resolved")).toBe(false);
  expect(inOrderOfWait(viewOf("open", true), undefined)).toBe(false);
});

describe("matcher", () => {
  const me = "u-1";
  it.each([
    ["mine", row("x", 1, { owner: me, status: "assigned" }), true],
    ["mine", row("x", 1, { owner: me, status: "resolved" }), false],
    ["mine", row("x", 1, { owner: "u-2", status: "assigned" }), false],
    ["unread", row("x", 1, { owner: me, status: "assigned", last_seq: 9, read_seq: 5 }), true],
    ["unread", row("x", 1, { owner: me, status: "assigned", last_seq: 9, read_seq: 9 }), false],
    ["waiting", row("x", 1, { status: "reopened" }), true],
    ["waiting", row("x", 1, { status: "assigned" }), false],
    ["resolved", row("x", 1, { status: "resolved" }), true],
  ] as const)("%s", (view, each, expected) => {
    expect(matcher({ view }, me)?.(each)).toBe(expected);
  });

  it("lets a filter by state replace the list's own states", () => {
    const matches = matcher({ view: "mine", status: "resolved" }, me);
    expect(matches?.(row("x", 1, { owner: me, status: "resolved" }))).toBe(true);
  });

  it("cannot judge words or mentions", () => {
    expect(matcher({ view: "open", q: "急須" }, me)).toBeNull();
    expect(matcher({ view: "mentions" }, me)).toBeNull();
  });
});

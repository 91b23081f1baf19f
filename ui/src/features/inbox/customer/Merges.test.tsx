import { act } from "react";
import { expect, it, vi } from "vitest";
import type { Customer, MergeEntry } from "@/api/types";
import { render, TESTER } from "@/testing/render";
import { Merges } from "./Merges";

const asked: string[] = [];
let entries: MergeEntry[] = [];

vi.mock("@/api/client", () => ({
  api: {
    get: async () => entries,
    post: async (path: string) => {
      asked.push(path);
      entries = [{ ...entry(), undone_at: "2026-11-24T03:00:00Z", undone_by: "u-2" }];
      return entries[0];
    },
  },
}));

const customer = { id: "cu-1", name: "佐藤 花子" } as Customer;

function entry(fields: Partial<MergeEntry> = {}): MergeEntry {
  return {
    id: "me-1",
    absorbed: { id: "cu-2", external_id: null, name: "", anonymous: true },
    survivor: { id: "cu-1", external_id: "A-1", name: "佐藤 花子", anonymous: false },
    reason: "decided",
    note: "電話で確認",
    by: null,
    at: "2026-11-23T03:00:00Z",
    undone_at: null,
    undone_by: null,
    ...fields,
  };
}

const press = (text: string) =>
  act(async () =>
    [...document.querySelectorAll("button")].findLast((each) => each.textContent === text)?.click(),
  );

it("shows nothing of a single record", async () => {
  entries = [];
  const host = await render(<Merges customer={customer} />);
  await vi.waitFor(() => expect(host.textContent).toBe(""));
});

it("says who joined what and why, and undoes it after a question", async () => {
  TESTER.permissions.push("customer.write");
  entries = [entry()];
  const host = await render(<Merges customer={customer} />);
  await vi.waitFor(() => expect(host.textContent).toContain("匿名のブラウザー → 佐藤 花子 (A-1)"));
  expect(host.textContent).toContain("電話で確認");
  await press("統合を取り消す");
  expect(asked).toEqual([]);
  expect(document.body.textContent).toContain("別の顧客に戻します");
  await press("統合を取り消す");
  await vi.waitFor(() => expect(asked).toEqual(["/merges/me-1/undo"]));
  await vi.waitFor(() => expect(host.textContent).toContain("大西 悠斗 が取り消し"));
  expect(host.querySelector("button")).toBeNull();
});

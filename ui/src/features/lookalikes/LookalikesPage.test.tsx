import { act } from "react";
import { expect, it, vi } from "vitest";
import type { CustomerRow, Lookalike } from "@/api/types";
import { render, TESTER } from "@/testing/render";
import { LookalikesPage } from "./LookalikesPage";

const row = (id: string, name: string): CustomerRow => ({
  id,
  name,
  external_id: null,
  kana: "",
  company: "",
  phone: "090-1234-5678",
  rank: null,
  email: null,
  anonymous: false,
});

const pair = (a: string, b: string, score: number): Lookalike => ({
  a: row(a, `${a} さん`),
  b: row(b, `${b} さん`),
  score,
  signals: ["same_name", "different_reading"],
  found_at: "2026-11-23T03:00:00Z",
});

let items: Lookalike[] = [];
const asked: [path: string, body: unknown][] = [];

vi.mock("@/api/client", () => ({
  api: {
    get: async (path: string) => {
      if (path === "/customers/lookalikes") return { items, count: items.length, score_min: 50 };
      if (path.endsWith("/merges")) return [{ id: "me-1" }];
      const id = path.split("/").at(-1) ?? "";
      return {
        ...row(id, id),
        identities: [],
        attributes: {},
        cases: 0,
        orders: { count: 0, totals: [] },
      };
    },
    post: async (path: string, body: unknown) => {
      asked.push([path, body]);
      return row("a", "a");
    },
  },
}));

const press = (key: string) =>
  act(async () => {
    const code = `Key${key.toUpperCase()}`;
    window.dispatchEvent(new KeyboardEvent("keydown", { key, code, cancelable: true }));
  });

it("is worked through with the keyboard, and every decision has a way back", async () => {
  TESTER.permissions.push("customer.write");
  items = [pair("a", "b", 98), pair("c", "d", 71)];
  const host = await render(<LookalikesPage />);
  await vi.waitFor(() => expect(host.querySelector("h2")?.textContent).toContain("a さん"));
  const badges = [...host.querySelectorAll("section li")].map((each) => each.textContent);
  expect(badges).toEqual(["氏名が同じ", "よみがなが違う"]);
  await press("j");
  expect(host.querySelector("h2")?.textContent).toContain("c さん");
  await press("k");
  items = [pair("c", "d", 71)];
  await press("h");
  await vi.waitFor(() =>
    expect(asked).toEqual([
      ["/customers/lookalikes/decisions", { a: "a", b: "b", different: true, tie: "household" }],
    ]),
  );
  // The next pair moves up.
  await vi.waitFor(() => expect(host.querySelector("h2")?.textContent).toContain("c さん"));
  items = [];
  await press("m");
  await vi.waitFor(() =>
    expect(asked.at(-1)).toEqual(["/customers/c/merges", { other: "d", note: "" }]),
  );
  await vi.waitFor(() => expect(host.textContent).toContain("判断を待つ記録はありません"));
});

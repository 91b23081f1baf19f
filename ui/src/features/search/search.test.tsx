import { act } from "react";
import { expect, it, vi } from "vitest";
import type { SearchHit, SearchPage } from "@/api/types";
import { caseRow } from "@/testing/builders";
import { render } from "@/testing/render";
import { parseSearch } from "./address";
import { Marked } from "./Marked";
import { withOperator } from "./operators";
import { Results } from "./Results";

vi.mock("@tanstack/react-router", () => ({
  Link: (link: { children: React.ReactNode; params: { caseId: string }; hash?: string }) => (
    <a href={`/inbox/all/${link.params.caseId}${link.hash ? `#${link.hash}` : ""}`}>
      {link.children}
    </a>
  ),
}));

it("reads the address and leaves out what it does not understand", () => {
  expect(parseSearch({ q: 123, kind: "case", customer: "" })).toEqual({
    q: "123",
    kind: "case",
    customer: undefined,
  });
  expect(parseSearch({ kind: "gift" }).kind).toBeUndefined();
});

it("puts an operator behind the words, the caret where one goes on", () => {
  expect(withOperator("", "担当:")).toEqual({ text: "担当:", caret: 3 });
  expect(withOperator("返金 ", "担当:")).toEqual({ text: "返金 担当:", caret: 6 });
  expect(withOperator("返金", '""', true)).toEqual({ text: '返金 ""', caret: 4 });
});

it("marks what was looked for", async () => {
  const pieces = [{ text: "まだ" }, { text: "届いて", hit: true }, { text: "いない" }];
  const host = await render(<Marked pieces={pieces} />);
  expect(host.textContent).toBe("まだ届いていない");
  expect([...host.querySelectorAll("mark")].map((mark) => mark.textContent)).toEqual(["届いて"]);
});

const row = caseRow({ id: "c-1", number: 12, subject: "鞄の配達" });
const message: SearchHit = {
  kind: "message",
  message: "m-1",
  seq: 1,
  direction: "note",
  author: "u-2",
  outside: false,
  at: "2026-11-23T03:00:00Z",
  case: row,
  title: [{ text: "#12 鞄の配達", hit: false }],
  snippet: [
    { text: "在庫", hit: true },
    { text: "を確認する", hit: false },
  ],
};
const customer: SearchHit = {
  kind: "customer",
  customer: {
    id: "cu-1",
    external_id: null,
    name: "髙橋 健",
    kana: "タカハシ ケン",
    company: "",
    rank: null,
    email: "ken@example.jp",
    phone: "",
    anonymous: false,
  },
  title: [{ text: "髙橋 健", hit: false }],
  snippet: [],
};

async function results(page: Partial<SearchPage>, kind?: "message") {
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (path: string) => {
    asked.push(decodeURIComponent(path));
    return Response.json({ items: [], unknown: [], complete: true, ...page });
  });
  const chosen: (string | undefined)[] = [];
  const host = await render(
    <Results
      q="在庫 担当:大西"
      kind={kind}
      onKind={(next) => chosen.push(next)}
      onCustomer={(id) => chosen.push(id)}
    />,
  );
  await act(async () => void (await new Promise((done) => setTimeout(done, 0))));
  return { host, asked, chosen };
}

it("shows each kind with what it leads to, and how many there are", async () => {
  const totals = { customer: 1, case: 0, message: 1_234, order: 0 };
  const { host, asked, chosen } = await results({ items: [customer, message], totals });
  expect(asked).toEqual(["/api/v1/search?q=在庫+担当:大西&limit=5"]);
  const tabs = [...host.querySelectorAll("[role=tab]")].map((tab) => tab.textContent);
  expect(tabs).toEqual(["すべて", "顧客1", "案件0", "メッセージ1,234", "注文0"]);
  expect(host.querySelector("a")?.getAttribute("href")).toBe("/inbox/all/c-1#m1");
  expect(host.querySelector("a")?.textContent).toContain("大西 悠斗社内メモ");
  expect(host.querySelector("mark")?.textContent).toBe("在庫");
  const buttons = [...host.querySelectorAll("button")];
  const person = buttons.find((button) => button.textContent?.includes("髙橋 健"));
  await act(async () => person?.click());
  const all = buttons.find((button) => button.textContent === "1,234件をすべて見る");
  await act(async () => all?.click());
  expect(chosen).toEqual(["cu-1", "message"]);
});

it("says why nothing is found", async () => {
  const unknown = ["担当:大西"];
  const { host, asked } = await results({ unknown, complete: false }, "message");
  expect(asked).toEqual(["/api/v1/search?q=在庫+担当:大西&kind=message&limit=30"]);
  expect(host.textContent).toContain("「担当:大西」に当たるものがありません。");
  expect(host.textContent).toContain("索引を作成しています。");
  expect(host.textContent).toContain("絞り込みの値を直してください。");
});

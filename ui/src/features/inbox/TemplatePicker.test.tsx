import { act } from "react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { TemplateRow } from "@/api/types";
import { caseRow } from "@/testing/builders";
import { press, render, type } from "@/testing/render";
import { ToastRegion } from "@/ui/Toast";
import { Composer } from "./Composer";

const row = caseRow({ id: "c-9", snippet: "ふたが割れました", category: null });
const route = {
  interaction: "i-1",
  channel_kind: "email" as const,
  to: "a@example.jp",
  asked: [],
  online: false,
};
const template: TemplateRow = {
  id: "t-1",
  name: "破損のお詫び",
  shortcut: "wareta",
  beginning: "{{ customer.name }}様",
  locales: ["ja", "en"],
  category: null,
  acts: true,
  archived: false,
};

let asked: [path: string, body: unknown][] = [];

beforeEach(() => {
  asked = [];
  vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
    const body = init.body ? JSON.parse(String(init.body)) : undefined;
    asked.push([path, body]);
    if (path.endsWith("/templates") && init.method === "GET") return Response.json([template]);
    if (path.endsWith("/templates")) {
      return Response.json({
        filled: { text: "〔お客様の氏名〕様\nお詫びします。", open: ["お客様の氏名"] },
        after: "resolve",
        case: { ...row, category: "cat-1", version: row.version + 1 },
        changed: true,
      });
    }
    return Response.json({ ...row, version: row.version + 2 });
  });
});
afterEach(() => vi.unstubAllGlobals());

const settle = () => act(async () => new Promise((done) => setTimeout(done, 40)));
const posts = (end: string) => asked.filter(([path, body]) => path.endsWith(end) && body);

it("puts a canned reply in, is not sent with an open gap, and has a way back", async () => {
  const host = await render(
    <>
      <Composer row={row} route={route} />
      <ToastRegion />
    </>,
  );
  const text = host.querySelector("textarea");
  if (!text) throw new Error("no text field");
  await settle();
  await type(text, "こんにちは。\n/ware");
  expect(host.querySelector("[role=option]")?.textContent).toContain("破損のお詫び");
  await press(text, { key: "Enter" });
  await settle();
  expect(posts("/templates")).toEqual([
    ["/api/v1/cases/c-9/templates", { template: "t-1", locale: "ja" }],
  ]);
  expect(text.value).toBe("こんにちは。\n〔お客様の氏名〕様\nお詫びします。");
  expect(text.value.slice(text.selectionStart, text.selectionEnd)).toBe("〔お客様の氏名〕");

  await press(text, { key: "Enter", ctrlKey: true });
  await settle();
  expect(posts("/replies")).toEqual([]);
  expect(host.textContent).toContain("〔お客様の氏名〕 が未入力です");

  await act(async () => {
    window.dispatchEvent(new KeyboardEvent("keydown", { key: "z", cancelable: true }));
  });
  await settle();
  expect(asked.at(-1)).toEqual(["/api/v1/cases/c-9", { category: null, priority: row.priority }]);

  await type(text, text.value.replace("〔お客様の氏名〕", "山田"));
  await press(text, { key: "Enter", ctrlKey: true });
  await settle();
  const sent = JSON.stringify(posts("/replies")[0]?.[1]);
  expect(sent).toContain('"text":"こんにちは。\\n山田様\\nお詫びします。"');
  expect(sent).toContain('"then":"resolve"');
});

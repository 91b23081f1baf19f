import { act } from "react";
import { afterEach, expect, it, vi } from "vitest";
import type { PromiseView, SlaDetail } from "@/api/types";
import { caseRow } from "@/testing/builders";
import { render } from "@/testing/render";
import { Promises, standing } from "./Promises";

const promise = (fields: Partial<PromiseView> = {}): PromiseView => ({
  target: "first_response",
  goal_minutes: 60,
  warn_percent: 80,
  spent_seconds: 720,
  running: true,
  held: false,
  due_at: new Date(Date.now() + 48 * 60_000).toISOString(),
  breached: false,
  fulfilled: null,
  ...fields,
});
const ended = { running: false, due_at: null, fulfilled: true };
const unbegun = { running: false, due_at: null, spent_seconds: 0 };
const detail = (...promises: PromiseView[]): SlaDetail => ({
  policy: "チャット標準",
  open_now: true,
  opens_at: null,
  promises,
});

afterEach(() => vi.unstubAllGlobals());

async function opened(row: Parameters<typeof caseRow>[0], sla: SlaDetail) {
  const host = await render(<Promises row={caseRow(row)} sla={sla} />);
  const trigger = host.querySelector("button");
  await act(async () => trigger?.click());
  return { trigger, items: [...document.querySelectorAll("[role=dialog] li")] };
}

it("opens all promises of a case with how they stand", async () => {
  const due_at = new Date(Date.now() + 12 * 60_000 + 30_000).toISOString();
  const next = { target: "resolution" as const, due_at, warned: true, breached: false };
  const { trigger, items } = await opened(
    { sla: next },
    detail(
      promise({ ...ended, spent_seconds: 4_000, breached: true }),
      promise({ ...unbegun, target: "next_response" }),
      promise({ target: "resolution", goal_minutes: 480, due_at }),
    ),
  );
  expect(trigger?.textContent).toContain("解決 あと 12分");
  expect(document.querySelector("[role=dialog]")?.textContent).toContain("チャット標準");
  const [first, second, third] = items.map((item) => item.textContent);
  expect(first).toContain("期限超過完了");
  expect(first).toContain("1時間以内");
  expect(first).toContain("1時間6分");
  expect(second).toContain("計測なし");
  expect(third).toContain("まもなく期限計測中");
  expect(third).toContain("8時間以内");
});

it("says when business begins next", async () => {
  const closed = { ...detail(promise()), open_now: false, opens_at: "2026-11-30T00:00:00Z" };
  const { items } = await opened({ sla: null }, closed);
  const text = document.querySelector("[role=dialog]")?.textContent;
  expect(text).toContain("営業時間外次の営業開始 11月30日(月) 09:00");
  expect(items[0]?.textContent).toContain("営業時間外で停止中");
});

it("says in one word how promises stand of which none runs", async () => {
  const word = async (...promises: PromiseView[]) =>
    (await render(<Promises row={caseRow()} sla={detail(...promises)} />)).textContent;
  expect(await word(promise(ended))).toBe("SLA 達成");
  expect(await word(promise({ ...ended, held: true }))).toBe("SLA 停止中");
  expect(await word(promise({ ...ended, breached: true }))).toBe("SLA 期限超過あり");
  expect(await word(promise(unbegun), promise({ ...ended, fulfilled: false }))).toBe(
    "SLA 計測なし",
  );
  expect((await render(<Promises row={caseRow()} sla={null} />)).textContent).toBe("");
});

it("tells what was answered from what never was, and from nothing to answer", () => {
  expect(standing(promise({ ...ended, spent_seconds: 0 }), true)).toBe("done");
  expect(standing(promise({ ...ended, fulfilled: false }), true)).toBe("dropped");
  expect(standing(promise(unbegun), true)).toBe("idle");
  expect(standing(promise({ ...ended, held: true }), true)).toBe("held");
  expect(standing(promise(), false)).toBe("outOfHours");
});

import { act } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { CaseSla } from "@/api/types";
import { render } from "@/testing/render";
import { SlaBadge, SlaLine, secondsLeft, slaState } from "./SlaClock";

const NOW = Date.parse("2026-11-27T03:00:00Z");
const due = (seconds: number) => new Date(NOW + seconds * 1000).toISOString();
const promise = (seconds: number, fields: Partial<CaseSla> = {}): CaseSla => ({
  target: "first_response",
  due_at: due(seconds),
  warned: false,
  breached: false,
  ...fields,
});

describe("what is left", () => {
  it.each([
    [749, 720],
    [61, 60],
    [60, 60],
    [59, 59],
    [0, 0],
    [-1, -1],
    [-59, -59],
    [-125, -120],
  ])("of %d seconds counts as %d", (seconds, counted) => {
    expect(secondsLeft(due(seconds), NOW)).toBe(counted);
  });

  it("is urgent by the server's word, and over by the clock or the server's word", () => {
    expect(slaState(promise(600), 600)).toBe("calm");
    expect(slaState(promise(60, { warned: true }), 60)).toBe("soon");
    expect(slaState(promise(0, { warned: true }), 0)).toBe("over");
    expect(slaState(promise(600, { breached: true }), 600)).toBe("over");
  });
});

describe("the clock", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.setSystemTime(NOW);
  });
  afterEach(() => vi.useRealTimers());
  const pass = (seconds: number) =>
    act(async () => void (await vi.advanceTimersByTimeAsync(seconds * 1000)));

  it("says what is promised and how much time is left, or how long it is overdue", async () => {
    const text = async (sla: CaseSla) => (await render(<SlaBadge sla={sla} />)).textContent;
    expect(await text(promise(749))).toBe("初回応答 あと 12分");
    expect(await text(promise(-3_925, { target: "resolution" }))).toBe("解決 期限超過 1時間5分");
    const line = await render(<SlaLine sla={promise(600, { target: "next_response" })} />);
    expect(line.textContent).toBe("次回 あと10分");
    expect(line.firstElementChild?.getAttribute("title")).toBe("次回応答の期限 11月27日(金) 12:10");
  });

  it("tells that time runs short by an icon with a name, not by colour alone", async () => {
    const host = await render(<SlaBadge sla={promise(300, { warned: true })} />);
    expect(host.querySelector("[role=img]")?.getAttribute("aria-label")).toBe("まもなく期限");
  });

  it("counts seconds only in the last minute, and goes on after the end", async () => {
    const host = await render(<SlaBadge sla={promise(121)} />);
    expect(host.textContent).toContain("あと 2分");
    await pass(30);
    expect(host.textContent).toContain("あと 1分");
    await pass(34);
    expect(host.textContent).toContain("あと 57秒");
    await pass(57);
    expect(host.textContent).toBe("初回応答 期限超過 0秒");
    await pass(60);
    expect(host.textContent).toBe("初回応答 期限超過 1分");
  });
});

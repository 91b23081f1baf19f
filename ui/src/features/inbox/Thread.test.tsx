import { act } from "react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { queryClient } from "@/api/query-client";
import type { Message } from "@/api/types";
import { addMessage, changeMessage } from "@/realtime/thread-cache";
import { caseRow, message } from "@/testing/builders";
import { render, TESTER } from "@/testing/render";
import { Thread } from "./Thread";

const row = caseRow({ id: "c-1" });
const END = 1_600;

/** A thread of 2,100 pixels in a window of 500, its newest entry at 2,000. */
beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, "scrollHeight", "get").mockReturnValue(2_100);
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(500);
  vi.spyOn(HTMLElement.prototype, "getBoundingClientRect").mockImplementation(function (
    this: HTMLElement,
  ) {
    return new DOMRect(0, this.role === "log" ? 0 : 2_000 - (log()?.scrollTop ?? 0));
  });
});
afterEach(() => vi.restoreAllMocks());

const log = () => document.querySelector<HTMLElement>("[role=log]");
const settle = () => act(async () => void (await new Promise((done) => setTimeout(done, 0))));

/** A thread that ends with these entries, whose reader has gone back to its beginning. */
async function readBack(...messages: Message[]) {
  vi.stubGlobal("fetch", async () => Response.json({ messages, more: false }));
  await render(<Thread row={row} detail={undefined} customerLabel="佐藤 花子 様" />);
  await settle();
  const element = log();
  if (!element) throw new Error("no thread");
  expect(element.scrollTop).toBe(END);
  await act(async () => {
    element.scrollTop = 100;
    element.dispatchEvent(new Event("scroll", { bubbles: true }));
  });
  return element;
}

const sent = message({ seq: 50, kind: "outbound", author: "u-2" });

it("leaves the reader where they are when the state of an answer changes", async () => {
  const element = await readBack(sent);
  await act(async () => changeMessage(queryClient, { ...sent, delivery: "read" }));
  await settle();
  expect(element.scrollTop).toBe(100);
});

it("leaves the reader where they are when a colleague answers", async () => {
  const element = await readBack(sent);
  const next = message({ seq: 51, kind: "outbound", author: "u-2" });
  await act(async () => addMessage(queryClient, next));
  await settle();
  expect(element.scrollTop).toBe(100);
});

it("leads to the reader's own answer", async () => {
  const element = await readBack(sent);
  const mine = message({ seq: 52, kind: "outbound", author: TESTER.id });
  await act(async () => addMessage(queryClient, mine));
  await settle();
  expect(element.scrollTop).toBe(END);
});

/** A thread of two pages, opened at one of its entries. */
async function ledTo(wanted: number) {
  const scrolled = vi.fn(function (this: HTMLElement) {
    return this.dataset.seq;
  });
  HTMLElement.prototype.scrollIntoView = scrolled;
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (path: string) => {
    asked.push(path);
    const older = path.includes("before=50");
    const messages = older ? [message({ seq: 20 }), message({ seq: 30 })] : [sent];
    return Response.json({ messages, more: !older });
  });
  await render(
    <Thread row={row} wanted={wanted} detail={undefined} customerLabel="佐藤 花子 様" />,
  );
  for (let turns = 0; turns < 4; turns++) await settle();
  return { asked: asked.length, places: scrolled.mock.results.map(({ value }) => value) };
}

it("reads back to the entry that the address leads to, and puts the focus on it", async () => {
  expect(await ledTo(30)).toEqual({ asked: 2, places: ["30"] });
  expect((document.activeElement as HTMLElement).dataset.seq).toBe("30");
  // The end is not followed from there.
  await act(async () => addMessage(queryClient, message({ seq: 51, kind: "inbound" })));
  await settle();
  expect(log()?.parentElement?.textContent).toContain("新着 1 件");
});

it("does not read for an entry that is no more", async () => {
  expect(await ledTo(50)).toEqual({ asked: 1, places: ["50"] });
  expect(await ledTo(70)).toEqual({ asked: 1, places: [] });
});

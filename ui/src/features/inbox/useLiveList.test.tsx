import { act, useState } from "react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { CaseQuery, CaseRow } from "@/api/types";
import { startLive, stopLive, useTopic } from "@/realtime/live";
import { caseStore } from "@/realtime/stores";
import { caseRow } from "@/testing/builders";
import { type FakeLine, fakeLine } from "@/testing/line";
import { render, TESTER } from "@/testing/render";
import { useLiveList } from "./useLiveList";

const at = (minute: number) => `2026-11-23T03:${String(minute).padStart(2, "0")}:00Z`;
const row = (id: string, minute: number, fields: Partial<CaseRow> = {}) =>
  caseRow({ id, updated_at: at(minute), ...fields });

interface Shown {
  query: CaseQuery;
  frozen?: boolean;
  openId?: string;
  /** Another page is open: nobody follows the cases. */
  away?: boolean;
}

/** A list over a server that answers as `pages` says, with the line open. */
async function desk(pages: (query: URLSearchParams) => { items: CaseRow[]; next?: string }) {
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (path: string) => {
    const url = new URL(path, "http://desk");
    if (url.pathname.endsWith("/cases")) asked.push(url.search);
    return Response.json(pages(url.searchParams));
  });
  const line = fakeLine();
  startLive(TESTER, () => {});
  line().open();
  let list: ReturnType<typeof useLiveList> | null = null;
  let show: (next: Shown) => void = () => {};
  function List() {
    const [props, setProps] = useState<Shown>({ query: { view: "open" } });
    show = setProps;
    useTopic(props.away ? null : "inbox");
    list = useLiveList({
      query: props.query,
      me: TESTER.id,
      oldestFirst: false,
      frozen: props.frozen ?? false,
      openId: props.openId,
    });
    return null;
  }
  await render(<List />);
  await pass(0);
  const now = () => {
    if (!list) throw new Error("the list was not drawn");
    return list;
  };
  return { asked, line, now, show: (next: Shown) => act(async () => show(next)) };
}

const pass = (ms: number) => act(async () => void (await vi.advanceTimersByTimeAsync(ms)));

let seq = 0;
const changed = (line: FakeLine, data: CaseRow) =>
  act(() => line.tell(++seq, { topic: "inbox", id: data.id, type: "case.changed", data }));

beforeEach(() => {
  vi.useFakeTimers();
  caseStore.clear();
});
afterEach(() => {
  act(stopLive);
  vi.useRealTimers();
});

it("never shows a list under the heading of another", async () => {
  const { line, now, show } = await desk((query) =>
    query.get("view") === "open"
      ? { items: [row("open", 10, { status: "assigned" })] }
      : { items: [row("done", 20, { status: "resolved" })] },
  );
  expect(now().ids).toEqual(["open"]);
  // Two changes: the second one waits until the list may be sorted again.
  changed(line(), row("more", 11, { status: "assigned" }));
  await pass(300);
  changed(line(), row("more", 12, { status: "assigned", version: 2 }));
  await pass(300);
  await show({ query: { view: "resolved" } });
  await pass(100);
  expect(now().ids).toEqual(["done"]);
  await pass(10_000);
  expect(now().ids).toEqual(["done"]);
});

it("leaves the rows where they are while somebody points at them", async () => {
  const { line, now, show } = await desk(() => ({ items: [row("a", 20), row("b", 10)] }));
  const query: CaseQuery = { view: "open" };
  await show({ query, frozen: true });
  changed(line(), row("b", 30, { version: 2 }));
  changed(line(), row("c", 31));
  await pass(5_000);
  expect([now().ids, now().fresh]).toEqual([["a", "b"], 1]);
  // Opening a case is what the pointer is there for.
  await show({ query, frozen: true, openId: "b" });
  await pass(5_000);
  expect([now().ids, now().fresh]).toEqual([["a", "b"], 1]);
  // So is a reading that nobody in front of the list asked for.
  act(() => line().say({ resync: true }));
  await pass(100);
  expect(now().ids).toEqual(["a", "b"]);
  await show({ query, frozen: false, openId: "b" });
  expect(now().fresh).toBe(0);
  expect(now().ids).toContain("b");
});

it("keeps what the stream brought to a long list when the last row read moves", async () => {
  const { line, now } = await desk(() => ({ items: [row("a", 20), row("b", 10)], next: "more" }));
  changed(line(), row("c", 15));
  changed(line(), row("beyond", 5));
  await pass(3_000);
  expect(now().ids).toEqual(["a", "c", "b"]);
  changed(line(), row("b", 40, { version: 2 }));
  await pass(3_000);
  expect(now().ids).toEqual(["b", "a", "c"]);
});

it("drops what left the list while nobody could tell", async () => {
  let items = [row("a", 20)];
  const { line, now } = await desk(() => ({ items }));
  changed(line(), row("live", 30));
  await pass(3_000);
  expect(now().ids).toEqual(["live", "a"]);
  // Both were resolved, which nothing brings any more.
  items = [row("b", 40)];
  act(() => line().say({ resync: true }));
  await pass(3_000);
  expect(now().ids).toEqual(["b"]);
});

it("reads the list again when the cases are followed again", async () => {
  let items = [row("a", 20)];
  const { line, now, show } = await desk(() => ({ items }));
  const query: CaseQuery = { view: "open" };
  changed(line(), row("live", 30));
  await pass(3_000);
  await show({ query, away: true });
  items = [row("b", 40)];
  await show({ query });
  await pass(3_000);
  expect(now().ids).toEqual(["b"]);
});

it("keeps its rows however many other cases change", async () => {
  const { line, now } = await desk(() => ({ items: [row("a", 20)] }));
  changed(line(), row("live", 30));
  await pass(3_000);
  for (let n = 0; n < 4_200; n += 1) changed(line(), row(`r${n}`, 10, { status: "resolved" }));
  await pass(3_000);
  expect(caseStore.size).toBeLessThan(4_200);
  changed(line(), row("live", 31, { version: 2 }));
  await pass(3_000);
  expect(now().ids).toEqual(["live", "a"]);
  expect(caseStore.get("a")).toBeDefined();
});

it("shows a page that was asked for at once, and what comes to an empty list", async () => {
  const { line, now, show } = await desk((query) =>
    query.get("view") === "mine"
      ? { items: [] }
      : query.get("cursor")
        ? { items: [row("b", 10)] }
        : { items: [row("a", 20)], next: "more" },
  );
  const query: CaseQuery = { view: "open" };
  await show({ query, frozen: true });
  await act(async () => void now().list.fetchNextPage());
  await pass(0);
  expect(now().ids).toEqual(["a", "b"]);
  await show({ query: { view: "mine" }, frozen: true });
  await pass(0);
  expect(now().ids).toEqual([]);
  changed(line(), row("m", 30, { owner: TESTER.id, status: "assigned" }));
  await pass(3_000);
  expect(now().ids).toEqual(["m"]);
});

it("reads on when everything it has read has left", async () => {
  const { line, now } = await desk((query) =>
    query.get("cursor") ? { items: [row("b", 10)] } : { items: [row("a", 20)], next: "more" },
  );
  changed(line(), row("a", 30, { version: 2, status: "resolved" }));
  await pass(3_000);
  expect(now().ids).toEqual(["b"]);
});

it("asks again for what only the server can judge when a case changed, and only then", async () => {
  const { asked, line, show } = await desk(() => ({ items: [row("a", 20)] }));
  await show({ query: { view: "open", q: "急須" } });
  await pass(0);
  const once = asked.length;
  await pass(15_000);
  expect(asked).toHaveLength(once);
  changed(line(), row("b", 30));
  await pass(100);
  expect(asked).toHaveLength(once + 1);
  changed(line(), row("b", 31, { version: 2 }));
  changed(line(), row("b", 32, { version: 3 }));
  await pass(15_000);
  expect(asked).toHaveLength(once + 2);
});

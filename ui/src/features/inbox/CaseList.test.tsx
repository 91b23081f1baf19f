import { act, useState } from "react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { CaseRow } from "@/api/types";
import { caseStore } from "@/realtime/stores";
import { caseRow } from "@/testing/builders";
import { render, TESTER } from "@/testing/render";
import { CaseList } from "./CaseList";

const QUERIES = { mine: { view: "mine" }, resolved: { view: "resolved" } } as const;
type View = keyof typeof QUERIES;

const mine = (id: string, fields: Partial<CaseRow> = {}) =>
  caseRow({ id, owner: TESTER.id, status: "assigned", ...fields });

async function list(items: CaseRow[], openId?: string) {
  vi.stubGlobal("fetch", async (path: string) =>
    Response.json({ items: path.includes("view=mine") ? items : [] }),
  );
  let look: (view: View) => void = () => {};
  let openCase: (id: string) => void = () => {};
  function Page() {
    const [open, setOpen] = useState(openId);
    const [view, setView] = useState<View>("mine");
    openCase = setOpen;
    look = setView;
    return (
      <CaseList
        view={{ id: view, icon: "user" }}
        query={QUERIES[view]}
        me={TESTER.id}
        openId={open}
        onOpen={setOpen}
        narrowed={false}
      />
    );
  }
  const host = await render(<Page />);
  await pass(0);
  return {
    box: () => host.querySelector<HTMLElement>("[role=listbox]"),
    column: host.firstElementChild as HTMLElement,
    size: () => host.querySelector("[role=listbox] > div")?.getAttribute("style") ?? "",
    pill: () => host.querySelector("button")?.textContent ?? null,
    view: (view: View) => act(async () => look(view)),
    open: (id: string) => act(async () => openCase(id)),
  };
}

const pass = (ms: number) => act(async () => void (await vi.advanceTimersByTimeAsync(ms)));
const put = (...rows: CaseRow[]) => act(async () => caseStore.put(rows));
const point = (element: Element, type: "pointerover" | "pointerout") =>
  act(async () => void element.dispatchEvent(new PointerEvent(type, { bubbles: true })));

beforeEach(() => {
  vi.useFakeTimers();
  caseStore.clear();
});
afterEach(() => vi.useRealTimers());

it("names an active row only when it has that row", async () => {
  const { box, open } = await list([mine("a")], "elsewhere");
  expect(box()?.getAttribute("aria-activedescendant")).toBeNull();
  await open("a");
  expect(box()?.getAttribute("aria-activedescendant")).toMatch(/-a$/);
});

it("moves again after the list went away under the pointer and with the focus", async () => {
  const { box, column, size, pill, view } = await list([mine("a")]);
  const one = size();
  await act(async () => box()?.focus());
  await point(column, "pointerover");
  await put(mine("b"));
  await pass(3_000);
  expect(size()).toBe(one);
  expect(pill()).toContain("1");
  await view("resolved");
  await pass(0);
  expect(box()).toBeNull();
  await point(column, "pointerout");
  await view("mine");
  await pass(0);
  const two = size();
  expect(two).not.toBe(one);
  await put(mine("c"));
  await pass(3_000);
  expect(size()).not.toBe(two);
  expect(pill()).toBeNull();
});

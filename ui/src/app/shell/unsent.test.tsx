import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  Outlet,
  RouterProvider,
} from "@tanstack/react-router";
import { act } from "react";
import { expect, it, vi } from "vitest";
import { CaseRowItem } from "@/features/inbox/CaseRowItem";
import { send } from "@/features/inbox/outbox";
import { caseStore } from "@/realtime/stores";
import { caseRow } from "@/testing/builders";
import { render, TESTER } from "@/testing/render";
import { ToastRegion } from "@/ui/Toast";
import { useUnsent } from "./unsent";

const settle = () => act(async () => void (await new Promise((done) => setTimeout(done, 20))));

function Frame() {
  useUnsent(TESTER.id);
  return (
    <>
      <Outlet />
      <div role="listbox">
        <CaseRowItem
          id="c-5"
          elementId="row"
          me={TESTER.id}
          open={false}
          active={false}
          compact={false}
          position={1}
          size={1}
          top={0}
          height={78}
          onOpen={() => {}}
        />
      </div>
      <ToastRegion />
    </>
  );
}

async function deskAt(path: string) {
  const root = createRootRoute({ component: Frame });
  const inbox = createRoute({
    getParentRoute: () => root,
    path: "/inbox/{-$view}/{-$caseId}",
  });
  const router = createRouter({
    routeTree: root.addChildren([inbox]),
    history: createMemoryHistory({ initialEntries: [path] }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: the product's router is registered; this one is smaller
  await render(<RouterProvider router={router as any} />);
  await act(async () => caseStore.put([caseRow({ id: "c-5", number: 5 })]));
  await settle();
  return () => router.state.location.pathname;
}

const write = (client_id: string) =>
  send({
    client_id,
    author: TESTER.id,
    case: "c-5",
    number: 5,
    kind: "outbound",
    text: "発送いたしました。",
    files: [],
    mentions: [],
  });
const notices = () => document.querySelector("[aria-label=お知らせ]")?.textContent ?? "";

it("says where a message failed that its author has moved on from, and marks its row", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("network")));
  const path = await deskAt("/inbox/mine/c-6");
  expect(document.querySelector("[aria-label=送信できなかったものがあります]")).toBeNull();
  await act(async () => write("m-1"));
  await settle();
  expect(notices()).toContain("案件 #5 の返信を送信できませんでした");
  expect(document.querySelector("[aria-label=送信できなかったものがあります]")).not.toBeNull();
  const open = [...document.querySelectorAll("button")].find(
    (each) => each.textContent === "案件を開く",
  );
  await act(async () => open?.click());
  await settle();
  expect(path()).toBe("/inbox/all/c-5");
  expect(notices()).toBe("");
});

it("says nothing beside the open case, which shows it", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("network")));
  await deskAt("/inbox/mine/c-5");
  await act(async () => write("m-2"));
  await settle();
  expect(notices()).toBe("");
});

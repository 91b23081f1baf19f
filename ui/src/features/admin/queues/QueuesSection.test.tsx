import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from "@tanstack/react-router";
import { act, useState } from "react";
import { expect, it, vi } from "vitest";
import type { Queue } from "@/api/admin-types";
import { queryClient } from "@/api/query-client";
import { keys } from "@/api/query-keys";
import { render, type } from "@/testing/render";
import QueuesSection from "./QueuesSection";

const queue: Queue = {
  id: "q-1",
  name: "一般",
  members: ["u-2", "u-new", "u-1"],
  offer_seconds: 20,
  archived: false,
  version: 3,
};

const settle = () => act(async () => void (await new Promise((done) => setTimeout(done, 20))));

it("keeps the members of a queue whose form opened before colleagues were known", async () => {
  let answerDirectory = () => {};
  const changes: Record<string, unknown>[] = [];
  vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
    if (init.method === "PATCH") {
      changes.push(JSON.parse(String(init.body)));
      return Response.json(queue);
    }
    if (path.endsWith("/directory")) {
      await new Promise<void>((done) => {
        answerDirectory = done;
      });
      return Response.json({
        users: [{ id: "u-1", name: "田村 里奈", roles: ["agent"], active: true }],
        queues: [],
        categories: [],
        channels: [],
      });
    }
    return Response.json([queue]);
  });
  const root = createRootRoute();
  const admin = createRoute({
    getParentRoute: () => root,
    path: "/admin/{-$section}/{-$item}",
    component: () => <QueuesSection item="q-1" />,
  });
  const router = createRouter({
    routeTree: root.addChildren([admin]),
    history: createMemoryHistory({ initialEntries: ["/admin/queues/q-1"] }),
  });
  /** The page of somebody whose directory is still on its way. */
  function Page() {
    useState(() => queryClient.removeQueries({ queryKey: keys.directory }));
    // biome-ignore lint/suspicious/noExplicitAny: the product's router is registered; this one is smaller
    return <RouterProvider router={router as any} />;
  }
  await render(<Page />);
  await settle();
  expect(document.querySelector("[role=dialog]")).toBeNull();
  await act(async () => answerDirectory());
  await settle();
  const dialog = document.querySelector("[role=dialog]");
  const [name] = dialog?.querySelectorAll("input") ?? [];
  if (!name) throw new Error("no form");
  await type(name, "総合");
  const [first] = dialog?.querySelectorAll<HTMLInputElement>("[type=checkbox]") ?? [];
  await act(async () => first?.click());
  await act(async () => first?.click());
  const save = [...(dialog?.querySelectorAll("button") ?? [])].find(
    (each) => each.textContent === "保存",
  );
  await act(async () => save?.click());
  await settle();
  expect(changes).toEqual([{ name: "総合" }]);
});

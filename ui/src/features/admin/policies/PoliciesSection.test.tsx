import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from "@tanstack/react-router";
import { act } from "react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { SlaPolicy } from "@/api/admin-types";
import { render, type } from "@/testing/render";
import PoliciesSection from "./PoliciesSection";

const policy = (id: string, name: string, position: number): SlaPolicy => ({
  id,
  name,
  position,
  active: true,
  conditions: { queues: [], categories: [], channels: [], ranks: [], priorities: [] },
  goals: {
    first_response: { minutes: 60, warn_percent: 80 },
    next_response: null,
    resolution: null,
  },
  escalation: { warn_owner: true, call_supervisors: false, raise_to: null },
  hours: null,
  version: 1,
});

let stored: SlaPolicy[];
let asked: { id: string; version: string | null; body: unknown }[];

beforeEach(() => {
  stored = [policy("p-1", "VIP", 10), policy("p-2", "チャット", 20)];
  asked = [];
  vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
    if (path.endsWith("/hours")) return Response.json([]);
    if (init.method === "PATCH") return patched(path, init);
    if (path.endsWith("/sla-policies")) {
      return Response.json(stored.toSorted((a, b) => a.position - b.position));
    }
    return Response.json({
      users: [],
      queues: [{ id: "q-1", name: "一般", archived: false }],
      categories: [],
      channels: [],
    });
  });
});
afterEach(() => vi.unstubAllGlobals());

function patched(path: string, init: RequestInit): Response {
  const id = path.split("/").at(-1) ?? "";
  const version = new Headers(init.headers).get("if-match");
  const body = JSON.parse(String(init.body));
  asked.push({ id, version, body });
  const present = stored.find((each) => each.id === id);
  if (!present || version !== `"${present.version}"`) {
    return Response.json(
      { type: "x", title: "ほかの人が先に変更しました。", status: 412, code: "changed" },
      { status: 412, headers: { "content-type": "application/problem+json" } },
    );
  }
  const after = { ...present, ...body, version: present.version + 1 };
  stored = stored.map((each) => (each.id === id ? after : each));
  return Response.json(after);
}

const settle = () => act(async () => void (await new Promise((done) => setTimeout(done, 30))));

async function page(item?: string) {
  const root = createRootRoute();
  const admin = createRoute({
    getParentRoute: () => root,
    path: "/admin/{-$section}/{-$item}",
    component: () => <PoliciesSection item={item} />,
  });
  const router = createRouter({
    routeTree: root.addChildren([admin]),
    history: createMemoryHistory({ initialEntries: ["/admin/policies"] }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: the product's router is registered; this one is smaller
  const host = await render(<RouterProvider router={router as any} />);
  await settle();
  return host;
}

const names = (host: Element) =>
  [...host.querySelectorAll("[data-name-link]")].map((each) => each.textContent);
const button = (name: string) =>
  [...document.querySelectorAll("button")].find(
    (each) => (each.getAttribute("aria-label") ?? each.textContent) === name,
  );
const click = (name: string) => act(async () => button(name)?.click());

it("a move changes two places, each by its version", async () => {
  const host = await page();
  expect(names(host)).toEqual(["1VIP", "2チャット"]);
  await click("チャット を上へ");
  await settle();
  expect(asked).toEqual([
    { id: "p-2", version: '"1"', body: { position: 10 } },
    { id: "p-1", version: '"1"', body: { position: 20 } },
  ]);
  expect(names(host)).toEqual(["1チャット", "2VIP"]);
});

it("a move that somebody else was faster with is taken back", async () => {
  const host = await page();
  stored = [policy("p-2", "チャット", 20), { ...policy("p-1", "VIP 改", 10), version: 2 }];
  await click("VIP を下へ");
  await settle();
  expect(asked).toHaveLength(1);
  expect(names(host)).toEqual(["1VIP 改", "2チャット"]);
});

it("a form tells what is wrong at its field, and lays changes over a faster colleague's", async () => {
  await page("p-1");
  const fields = [...document.querySelectorAll<HTMLInputElement>("[role=dialog] input")];
  const [minutes] = fields.filter((each) => each.value === "60");
  if (!minutes) throw new Error("no form");
  await type(minutes, "0");
  await click("保存");
  expect(asked).toEqual([]);
  expect(minutes.getAttribute("aria-invalid")).toBe("true");
  await type(minutes, "30");
  // A colleague is faster.
  stored = stored.map((each) =>
    each.id === "p-1" ? { ...each, name: "VIP 改", version: 2 } : each,
  );
  await click("保存");
  await settle();
  expect(document.querySelector("[role=alert]")?.textContent).toContain("ほかの人が先に");
  await click("最新の内容に自分の変更を重ねる");
  await settle();
  await click("保存");
  await settle();
  expect(stored.find((each) => each.id === "p-1")).toMatchObject({
    name: "VIP 改",
    goals: { first_response: { minutes: 30, warn_percent: 80 } },
    version: 3,
  });
});

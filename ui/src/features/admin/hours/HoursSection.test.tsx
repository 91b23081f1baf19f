import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from "@tanstack/react-router";
import { act } from "react";
import { afterEach, expect, it, vi } from "vitest";
import type { BusinessHours } from "@/api/admin-types";
import { render, type } from "@/testing/render";
import HoursSection from "./HoursSection";

const day = ["9:00-12:00", "13:00-18:00"];
const hours: BusinessHours = {
  id: "h-1",
  name: "平日窓口",
  zone: "Asia/Tokyo",
  week: [day, day, day, day, day, [], []],
  holidays: { rule: "closed" },
  days: {},
  queues: ["q-1"],
  archived: false,
  open_now: false,
  changes_at: "2026-11-30T00:00:00Z",
  version: 1,
};

afterEach(() => vi.unstubAllGlobals());

const settle = () => act(async () => void (await new Promise((done) => setTimeout(done, 30))));
const click = (name: string) =>
  act(async () =>
    [...document.querySelectorAll("button")].find((each) => each.textContent === name)?.click(),
  );
const field = (label: string) => {
  const found = [...document.querySelectorAll("label")].find((each) => each.textContent === label);
  const input = document.getElementById(found?.getAttribute("for") ?? "");
  if (!(input instanceof HTMLInputElement)) throw new Error(`no field ${label}`);
  return input;
};

async function page(item: string | undefined, answer: (change: unknown) => Response) {
  vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
    if (init.method === "PATCH") return answer(JSON.parse(String(init.body)));
    if (path.endsWith("/hours")) return Response.json([hours]);
    return Response.json({
      users: [],
      queues: [{ id: "q-1", name: "一般", archived: false }],
      categories: [],
      channels: [],
    });
  });
  const root = createRootRoute();
  const admin = createRoute({
    getParentRoute: () => root,
    path: "/admin/{-$section}/{-$item}",
    component: () => <HoursSection item={item} />,
  });
  const router = createRouter({
    routeTree: root.addChildren([admin]),
    history: createMemoryHistory({ initialEntries: ["/admin/hours"] }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: the product's router is registered; this one is smaller
  const host = await render(<RouterProvider router={router as any} />);
  await settle();
  return host;
}

it("shows a week in few words and when it opens next", async () => {
  const host = await page(undefined, () => Response.json(hours));
  const cells = [...host.querySelectorAll("td")].map((cell) => cell.textContent);
  expect(cells[0]).toBe("月〜金 9:00-12:00 13:00-18:00 · 祝日 休業");
  expect(cells[2]).toBe("営業時間外11月30日(月) 09:00 から");
});

it("fills the working days, and sends periods as the server writes them", async () => {
  const sent: unknown[] = [];
  await page("h-1", (change) => {
    sent.push(change);
    return Response.json(hours);
  });
  await type(field("月曜日"), "10時〜17時30分");
  await click("月曜日と同じ時間を平日に入れる");
  await click("保存");
  await settle();
  const filled = ["10:00-17:30"];
  expect(sent).toEqual([{ week: [filled, filled, filled, filled, filled, [], []] }]);
});

it("says what is wrong with a day before it asks, and what the server says of a field at it", async () => {
  let asked = 0;
  await page("h-1", () => {
    asked += 1;
    return Response.json(
      { title: "誤り", status: 422, code: "invalid", detail: "使えません。", field: "zone" },
      { status: 422, headers: { "content-type": "application/problem+json" } },
    );
  });
  const tuesday = field("火曜日");
  await type(tuesday, "22:00-6:00");
  await type(field("タイムゾーン"), "Asia/Nowhere");
  await click("保存");
  expect(asked).toBe(0);
  expect(tuesday.getAttribute("aria-invalid")).toBe("true");
  await type(tuesday, "22:00-30:00");
  await click("保存");
  await settle();
  expect(asked).toBe(1);
  const zone = field("タイムゾーン");
  expect(zone.getAttribute("aria-invalid")).toBe("true");
  expect(zone.closest("div")?.textContent).toContain("使えません。");
});

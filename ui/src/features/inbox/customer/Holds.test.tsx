import { act } from "react";
import { expect, it, vi } from "vitest";
import type { Customer, HoldView, NewHold } from "@/api/types";
import { render, type } from "@/testing/render";
import { Holds } from "./Holds";

const sent: NewHold[] = [];
const ended: string[] = [];
let holds: HoldView[] = [];

vi.mock("@/api/client", () => ({
  api: {
    get: async (path: string) =>
      path === "/cases" ? { items: [{ id: "c-1", number: 12, subject: "鍋" }], next: null } : holds,
    post: async (_path: string, input: NewHold) => {
      sent.push(input);
      holds = [hold(input.reason)];
      return holds;
    },
    delete: async (path: string) => {
      ended.push(path);
      holds = [];
    },
  },
}));

const customer = { id: "cu-1", name: "佐藤 花子" } as Customer;

const hold = (reason: string): HoldView => ({
  id: "h-1",
  case: null,
  customer: "cu-1",
  reason,
  placed_by: "u-1",
  placed_at: "2026-11-23T03:00:00Z",
});

const press = (host: HTMLElement, text: string) =>
  act(async () =>
    [...host.querySelectorAll("button")].find((each) => each.textContent === text)?.click(),
  );

it("holds a customer with a reason and lets go again", async () => {
  const host = await render(<Holds customer={customer} />);
  await press(host, "保全する");
  expect(sent).toEqual([]);
  const reason = host.querySelector("input");
  if (!reason) throw new Error("no reason");
  await type(reason, "係争中");
  await press(host, "保全する");
  await vi.waitFor(() => expect(host.textContent).toContain("係争中"));
  expect(sent).toEqual([{ reason: "係争中" }]);
  expect(host.textContent).toContain("田村 里奈 2026/11/23");
  await press(host, "解除");
  await vi.waitFor(() => expect(host.querySelector("li")).toBeNull());
  expect(ended).toEqual(["/holds/h-1"]);
});

import {
  createMemoryHistory,
  createRootRoute,
  createRouter,
  RouterProvider,
} from "@tanstack/react-router";
import { act, useState } from "react";
import { expect, it, vi } from "vitest";
import type { Consents, Customer } from "@/api/types";
import { render, type } from "@/testing/render";
import NewMailDialog from "./NewMailDialog";

let consents: Consents = { purposes: [], standing: [], entries: [] };

vi.mock("@/api/client", () => ({
  api: {
    get: (path: string) =>
      path.endsWith("/consents") ? Promise.resolve(consents) : new Promise(() => {}),
  },
}));

const customer = {
  id: "cu-1",
  name: "佐藤 花子",
  identities: [{ kind: "email", value: "hanako@example.jp" }],
} as Customer;

/** The dialog; returns how it is opened anew. */
async function open(onClose: () => void) {
  let again = () => {};
  function Page() {
    const [time, setTime] = useState(1);
    again = () => setTime(time + 1);
    return <NewMailDialog key={time} customer={customer} onClose={onClose} />;
  }
  const router = createRouter({
    routeTree: createRootRoute({ component: Page }),
    history: createMemoryHistory({ initialEntries: ["/"] }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: the product's router is registered; this one is smaller
  await render(<RouterProvider router={router as any} />);
  return () => act(async () => again());
}

const field = () => {
  const [found] = [...document.querySelectorAll("textarea")].slice(-1);
  if (!found) throw new Error("no text field");
  return found;
};
const press = (text: string) =>
  act(async () =>
    [...document.querySelectorAll("button")].findLast((each) => each.textContent === text)?.click(),
  );

it("asks before a begun mail is closed, and has it when it is opened again", async () => {
  const closed = vi.fn();
  const again = await open(closed);
  await type(field(), "先日の土鍋の件で");
  await press("キャンセル");
  expect(closed).not.toHaveBeenCalled();
  await press("下書きに残す");
  expect(closed).toHaveBeenCalledOnce();
  await again();
  expect(field().value).toBe("先日の土鍋の件で");
  await press("キャンセル");
  await press("破棄する");
  expect(closed).toHaveBeenCalledTimes(2);
  expect(localStorage).toHaveLength(0);
});

it("closes an empty one at once", async () => {
  const closed = vi.fn();
  await open(closed);
  await press("キャンセル");
  expect(closed).toHaveBeenCalledOnce();
});

it("warns when the customer wants no more mails of a kind", async () => {
  consents = {
    purposes: [
      {
        id: "p-1",
        basis: "consent",
        name_ja: "ご案内",
        name_en: "",
        wording_ja: "同意します。",
        wording_en: "",
        wording_version: 1,
        position: 0,
        archived: false,
        version: 1,
      },
    ],
    standing: [
      {
        purpose: "p-1",
        channel: "mail",
        decision: "withdrawn",
        at: "2026-11-23T03:00:00Z",
        source: "phone",
        entry: "e-1",
        withdrawal_url: "https://desk.example/u/x",
      },
    ],
    entries: [],
  };
  await open(vi.fn());
  await vi.waitFor(() =>
    expect(document.querySelector("[role=alert]")?.textContent).toContain(
      "「ご案内」への同意を撤回",
    ),
  );
});

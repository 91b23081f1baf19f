import { act } from "react";
import { expect, it, vi } from "vitest";
import type { Consents as All, Customer, NewConsent } from "@/api/types";
import { render, TESTER, type } from "@/testing/render";
import Consents from "./Consents";

const sent: NewConsent[] = [];
let consents: All;

vi.mock("@/api/client", () => ({
  api: {
    get: async () => consents,
    post: async (_path: string, input: NewConsent) => {
      sent.push(input);
      return consents;
    },
  },
}));

const customer = { id: "cu-1", name: "佐藤 花子" } as Customer;

const purpose = (id: string, basis: "consent" | "contract", name: string) => ({
  id,
  basis,
  name_ja: name,
  name_en: "",
  wording_ja: `${name}に同意します。`,
  wording_en: "",
  wording_version: 3,
  position: 0,
  archived: false,
  version: 1,
});

function said(decision: "granted" | "withdrawn"): All {
  return {
    purposes: [purpose("p-1", "contract", "お問い合わせ対応"), purpose("p-2", "consent", "ご案内")],
    standing: [
      {
        purpose: "p-2",
        channel: "mail",
        decision,
        at: "2026-11-23T03:00:00Z",
        source: "phone",
        entry: "e-1",
        withdrawal_url: "https://desk.example/u/x",
      },
    ],
    entries: [
      {
        id: "e-1",
        purpose: "p-2",
        channels: ["mail"],
        decision,
        at: "2026-11-23T03:00:00Z",
        source: "phone",
        case: null,
        door: null,
        wording: "ご案内に同意します。",
        wording_hash: "ab".repeat(32),
        language: "ja",
        wording_version: 3,
        note: "電話で伺いました",
        by: null,
        recorded_at: "2026-11-23T03:00:00Z",
      },
    ],
  };
}

const press = (text: string) =>
  act(async () =>
    [...document.querySelectorAll("button")]
      .findLast((each) => each.textContent?.includes(text))
      ?.click(),
  );

it("shows what holds by purpose and way, and the proof on demand", async () => {
  consents = said("withdrawn");
  const host = await render(<Consents customer={customer} />);
  await vi.waitFor(() => expect(host.textContent).toContain("メール撤回"));
  expect(host.textContent).toContain("契約にもとづく利用");
  expect(host.textContent).not.toContain("同意・撤回を記録");
  await press("履歴(1件)");
  await vi.waitFor(() => expect(document.body.textContent).toContain("電話で伺いました"));
  expect(document.body.textContent).toContain("文面 第3版");
});

it("records a consent only with a way and a note, and shows the wording before", async () => {
  TESTER.permissions.push("customer.write");
  consents = said("granted");
  const host = await render(<Consents customer={customer} />);
  await vi.waitFor(() => expect(host.textContent).toContain("同意・撤回を記録"));
  await press("同意・撤回を記録");
  await vi.waitFor(() => expect(document.body.textContent).toContain("ご案内に同意します。"));
  await press("同意を記録");
  expect(sent).toEqual([]);
  const box = document.querySelector<HTMLInputElement>("input[type=checkbox][value=sms]");
  await act(async () => box?.click());
  const [note] = [...document.querySelectorAll("textarea")].slice(-1);
  if (!note) throw new Error("no note");
  await type(note, "店頭で伺いました");
  await press("同意を記録");
  await vi.waitFor(() => expect(sent).toHaveLength(1));
  expect(sent[0]).toMatchObject({
    purpose: "p-2",
    channels: ["sms"],
    decision: "granted",
    source: "phone",
    note: "店頭で伺いました",
  });
});

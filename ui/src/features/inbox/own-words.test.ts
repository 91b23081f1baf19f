import { beforeEach, expect, it, vi } from "vitest";
import { caseStore, isUnread } from "@/realtime/stores";
import { caseRow, message } from "@/testing/builders";
import { send } from "./outbox";

beforeEach(() => {
  caseStore.clear();
  localStorage.clear();
});

it("does not call a case unread for what the person wrote", async () => {
  vi.stubGlobal("fetch", async () => Response.json(message({ case: "c-1", seq: 6 })));
  caseStore.put([caseRow({ id: "c-1", last_seq: 5, read_seq: 5 })]);
  // The line is faster than the answer, and does not say how far anybody has read.
  const { read_seq: _, ...live } = caseRow({ id: "c-1", last_seq: 6, version: 2 });
  caseStore.receive(live);
  const written = { author: "u-1", kind: "outbound" as const, files: [], mentions: [] };
  send({ ...written, client_id: "x", case: "c-1", number: 1, text: "返金いたしました。" });
  const row = await vi.waitUntil(() => {
    const present = caseStore.get("c-1");
    return present?.version === 2 && localStorage.length === 0 && present;
  });
  expect(isUnread(row)).toBe(false);
});

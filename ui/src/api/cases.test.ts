import { beforeEach, expect, it, vi } from "vitest";
import { caseStore, isUnread } from "@/realtime/stores";
import { caseRow } from "@/testing/builders";
import { countsQuery, markRead } from "./cases";
import { queryClient } from "./query-client";
import type { CaseCounts } from "./types";

beforeEach(() => {
  caseStore.clear();
  queryClient.clear();
});

it("counts again what is unread once a case was read", async () => {
  vi.stubGlobal("fetch", async () => new Response(null, { status: 204 }));
  queryClient.setQueryData(countsQuery.queryKey, { unread: 1 } as CaseCounts);
  caseStore.put([caseRow({ id: "c-1", last_seq: 6, read_seq: 5 })]);
  caseStore.receive(caseRow({ id: "c-1", last_seq: 6, read_seq: 5, version: 2 }));
  await markRead("c-1", 6);
  const row = caseStore.get("c-1");
  expect(row?.version).toBe(2);
  expect(row && isUnread(row)).toBe(false);
  expect(queryClient.getQueryState(countsQuery.queryKey)?.isInvalidated).toBe(true);
});

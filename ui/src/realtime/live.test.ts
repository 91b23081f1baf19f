import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { queryClient } from "@/api/query-client";
import type { AgentState, Offer } from "@/api/types";
import { offersQuery, presenceQuery } from "@/api/work";
import { fakeLine } from "@/testing/line";
import { TESTER } from "@/testing/render";
import { startLive, stopLive } from "./live";
import { offerStore } from "./offers";

const offer = (id: string): Offer => ({
  id,
  work: `work-${id}`,
  user: TESTER.id,
  case: `case-${id}`,
  case_number: 1,
  medium: "chat",
  queue: "q-1",
  channel_kind: "web_chat",
  priority: "normal",
  customer: { id: "cu-1", name: "佐藤 花子", anonymous: false, rank: null },
  subject: "",
  snippet: "",
  enqueued_at: "2026-11-23T03:00:00Z",
  expires_at: "2026-11-23T03:00:30Z",
});

beforeEach(() => {
  vi.useFakeTimers();
  queryClient.clear();
});
afterEach(() => {
  stopLive();
  vi.useRealTimers();
});

it("asks again for the person's offers and state when the line is back", () => {
  const line = fakeLine();
  startLive(TESTER, () => {});
  line().open();
  line().tell(5);
  queryClient.setQueryData(offersQuery.queryKey, []);
  queryClient.setQueryData(presenceQuery.queryKey, {} as AgentState);
  const stale = () =>
    [offersQuery, presenceQuery].map(
      (query) => queryClient.getQueryState(query.queryKey)?.isInvalidated,
    );
  expect(stale()).toEqual([false, false]);
  line().die();
  vi.advanceTimersByTime(20_000);
  line().open();
  expect(stale()).toEqual([true, true]);
});

it("believes the stream more than an answer that was under way", async () => {
  let answer: (offers: Offer[]) => void = () => {};
  vi.stubGlobal(
    "fetch",
    () => new Promise((done) => (answer = (offers) => done(Response.json(offers)))),
  );
  const asked = queryClient.fetchQuery(offersQuery);
  offerStore.add(offer("new"));
  offerStore.remove("gone");
  answer([offer("gone"), offer("standing")]);
  expect((await asked).map((each) => each.id)).toEqual(["standing", "new"]);
});

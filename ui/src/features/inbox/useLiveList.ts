import { hashKey, useInfiniteQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { caseListQuery } from "@/api/cases";
import { queryClient } from "@/api/query-client";
import { keys } from "@/api/query-keys";
import type { CaseQuery } from "@/api/types";
import { throttle } from "@/lib/throttle";
import { useStreamEvents } from "@/realtime/live";
import type { StreamEvent } from "@/realtime/protocol";
import { caseStore } from "@/realtime/stores";
import { arrange, countFresh } from "./arrange";
import { matcher } from "./views";

/** Milliseconds between two re-sorts: a list that jumps cannot be read. */
const RESORT_MS = 2_000;
/** Milliseconds between two questions for lists that only the server can judge. */
const REASK_MS = 5_000;

interface LiveListInput {
  query: CaseQuery;
  me: string;
  oldestFirst: boolean;
  /** While true the order stays as it is: somebody points at it or moves in it by keyboard. */
  frozen: boolean;
  /** The open case stays in the list. */
  openId: string | undefined;
}

/** A list of cases that follows the stream without moving under the hand. */
export function useLiveList({ query, me, oldestFirst, frozen, openId }: LiveListInput) {
  const list = useInfiniteQuery(caseListQuery(query));
  const { hasNextPage, fetchNextPage } = list;
  const pages = list.data?.pages;
  const key = hashKey(keys.list(query));
  const matches = useMemo(() => matcher(query, me), [query, me]);
  const [shown, setShown] = useState<string[]>([]);
  const [fresh, setFresh] = useState(0);

  const desired = () =>
    arrange({
      loaded: pages?.flatMap((page) => page.ids) ?? [],
      end: hasNextPage ? (pages?.at(-1)?.end ?? null) : null,
      rows: caseStore.all(),
      get: (id) => caseStore.get(id),
      matches,
      oldestFirst,
      keep: openId,
    });
  const settle = () => {
    const next = desired();
    setShown(next);
    setFresh(0);
    // All that was read has left: what is wanted may be on the next page.
    if (next.length === 0 && hasNextPage) void fetchNextPage({ cancelRefetch: false });
  };
  /** Shows the list as it stands, or says how much is new while somebody points at it. */
  const catchUp = () => {
    if (frozen && shown.length > 0) setFresh(countFresh(shown, desired()));
    else settle();
  };
  const latest = useRef({ settle, catchUp, shown });
  latest.current = { settle, catchUp, shown };
  // What the stream brought to the list is on none of its pages.
  useEffect(() => caseStore.hold(() => latest.current.shown), []);

  // Another list, and a page that was asked for, show at once; before they are painted, so that no
  // list stands under the heading of another.
  const count = pages?.length ?? 0;
  const placed = useRef({ key: "", count: 0 });
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the order is made from
  useLayoutEffect(() => {
    const before = placed.current;
    placed.current = { key, count };
    if (before.key !== key || count > before.count) latest.current.settle();
    else latest.current.catchUp();
  }, [key, count, pages, hasNextPage, matches, oldestFirst, openId, frozen]);

  const judged = matches !== null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what waits belongs to its list
  useEffect(() => {
    if (!judged) return;
    const follow = throttle(() => latest.current.catchUp(), RESORT_MS);
    const stop = caseStore.subscribe(follow);
    return () => {
      stop();
      follow.cancel();
    };
  }, [key, judged]);
  useReask(query, key, !judged);

  return { ids: shown, fresh, settle, list };
}

/** Reads a list again while cases change. */
function useReask(query: CaseQuery, key: string, active: boolean): void {
  const latest = useRef(query);
  latest.current = query;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what waits belongs to its list
  const reask = useMemo(
    () =>
      throttle(
        () => void queryClient.invalidateQueries({ queryKey: keys.list(latest.current) }),
        REASK_MS,
      ),
    [key],
  );
  useEffect(() => reask.cancel, [reask]);
  useStreamEvents(
    useCallback(
      (event: StreamEvent) => {
        if (active && event.type === "case.changed") reask();
      },
      [active, reask],
    ),
  );
}

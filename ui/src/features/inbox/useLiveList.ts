import { useInfiniteQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { caseListQuery } from "@/api/cases";
import { queryClient } from "@/api/query-client";
import { keys } from "@/api/query-keys";
import type { CaseQuery } from "@/api/types";
import { throttle } from "@/lib/throttle";
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
  const matches = useMemo(() => matcher(query, me), [query, me]);
  const loaded = useMemo(() => list.data?.pages.flatMap((page) => page.ids) ?? [], [list.data]);
  const [shown, setShown] = useState<string[]>([]);
  const [fresh, setFresh] = useState(0);

  const state = useRef({ frozen, shown });
  state.current = { frozen, shown };

  const desired = useCallback(
    () =>
      arrange({
        loaded,
        more: list.hasNextPage,
        rows: caseStore.all(),
        get: (id) => caseStore.get(id),
        matches,
        oldestFirst,
        keep: openId,
      }),
    [loaded, list.hasNextPage, matches, oldestFirst, openId],
  );

  const settle = useCallback(() => {
    setShown(desired());
    setFresh(0);
  }, [desired]);

  // A page was read or the list is another one: show it at once.
  useEffect(settle, [settle]);

  // What the stream brings waits while somebody points at the list.
  useEffect(() => {
    const follow = throttle(() => {
      if (state.current.frozen) setFresh(countFresh(state.current.shown, desired()));
      else settle();
    }, RESORT_MS);
    const reask = throttle(
      () => void queryClient.invalidateQueries({ queryKey: keys.list(query) }),
      REASK_MS,
    );
    return caseStore.subscribe(matches ? follow : reask);
  }, [desired, settle, matches, query]);

  // The hand has left: catch up.
  useEffect(() => {
    if (!frozen) settle();
  }, [frozen, settle]);

  return { ids: shown, fresh, settle, list };
}

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useNames } from "@/api/directory";
import { boardQuery } from "@/api/work";
import { useLinkState, useTopic } from "@/realtime/live";
import { useServerSecond } from "@/ui/seconds";
import { boardRows, secondsSince, totals } from "./figures";

/** Milliseconds between two readings of the whole board, beside what the stream tells. */
export const RECHECK_MS = 15_000;
/** Seconds after which figures that nobody confirmed are called old. */
export const STALE_SECONDS = 45;

/** The board, live. */
export function useBoard() {
  useTopic("board");
  const query = useQuery({ ...boardQuery, refetchInterval: RECHECK_MS, staleTime: 0 });
  const { directory } = useNames();
  const { data } = query;
  const view = useMemo(() => {
    if (!data) return null;
    const rows = boardRows(data, directory.queues);
    return { at: data.at, rows, agents: data.agents, totals: totals(rows, data.agents) };
  }, [data, directory.queues]);
  return { view, error: query.error, retry: query.refetch };
}

/** Whether the figures may be old: the live line is down, or nothing has confirmed them. */
export function useStale(at: string): boolean {
  const link = useLinkState();
  const now = useServerSecond();
  return link === "reconnecting" || secondsSince(at, now) > STALE_SECONDS;
}

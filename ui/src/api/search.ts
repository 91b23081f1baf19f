import { infiniteQueryOptions, keepPreviousData } from "@tanstack/react-query";
import { api } from "./client";
import { keys } from "./query-keys";
import type { SearchKind, SearchPage } from "./types";

/** Rows of a kind on one page, and of each kind when all are shown. */
const ROWS = 30;
const EACH = 5;

/** What words and operators find: of one kind by pages, or the first of each. */
export const searchQuery = (q: string, kind?: SearchKind, each = EACH) =>
  infiniteQueryOptions({
    queryKey: keys.found(q, kind ?? `each ${each}`),
    queryFn: ({ pageParam, signal }) =>
      api.get<SearchPage>(
        "/search",
        { q, kind, cursor: pageParam, limit: kind ? ROWS : each },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    enabled: q.trim() !== "",
    placeholderData: keepPreviousData,
    // What is written now is found in a moment.
    staleTime: 5_000,
  });

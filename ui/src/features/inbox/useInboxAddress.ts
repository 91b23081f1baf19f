import { useLocation, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";
import { wantedEntry } from "@/lib/entry-address";
import type { InboxSearch } from "./search";

const ROUTE = "/desk/inbox/{-$view}/{-$caseId}";
const HERE = "/inbox/{-$view}/{-$caseId}";

/**
 * What the address says of the inbox, and how it is changed. Each change starts from the address as
 * it is when the change happens: words are searched for a moment after they were typed, and a case
 * opened in that moment stays open.
 */
export function useInboxAddress() {
  const params = useParams({ from: ROUTE });
  const search = useSearch({ from: ROUTE });
  const wanted = useLocation({ select: ({ hash }) => wantedEntry(hash) });
  const navigate = useNavigate();

  /** Opens a case beside the list `view`. */
  const open = useCallback(
    (view: string, caseId: string) =>
      void navigate({
        to: HERE,
        params: { view, caseId },
        search: (present) => present as InboxSearch,
      }),
    [navigate],
  );
  /** Changes some filters of the list; `undefined` and empty take one away. */
  const narrow = useCallback(
    (change: Partial<InboxSearch>) =>
      void navigate({
        to: HERE,
        params: (present) => present,
        search: (present) =>
          Object.fromEntries(
            Object.entries({ ...present, ...change }).filter(([, value]) => value),
          ),
        replace: true,
      }),
    [navigate],
  );
  return { params, search, wanted, open, narrow };
}

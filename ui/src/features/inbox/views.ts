import type { CaseQuery, CaseRow, CaseView } from "@/api/types";
import { isUnread } from "@/realtime/stores";
import type { IconName } from "@/ui/Icon";
import type { InboxSearch } from "./search";

/** A list of the inbox. */
export interface ViewSpec {
  id: CaseView;
  icon: IconName;
  /** Work that waits is shown longest wait first; everything else newest change first. */
  oldestFirst?: boolean;
}

export const VIEWS: readonly ViewSpec[] = [
  { id: "mine", icon: "user" },
  { id: "unread", icon: "bell" },
  { id: "mentions", icon: "at" },
  { id: "waiting", icon: "clock", oldestFirst: true },
  { id: "open", icon: "inbox" },
  { id: "resolved", icon: "check" },
  { id: "all", icon: "queue" },
];

/** The list of an address; unknown words fall back to one's own work. */
export function viewOf(param: string | undefined, worker: boolean): ViewSpec {
  const fallback = worker ? "mine" : "open";
  const found = VIEWS.find((view) => view.id === param) ?? VIEWS.find((v) => v.id === fallback);
  if (!found) throw new Error("the lists have no fallback");
  return found;
}

/** What is asked of the server for a list with its filters. */
export function queryOf(view: CaseView, search: InboxSearch): CaseQuery {
  return { view, ...search };
}

const nobodyHas = (row: CaseRow) => row.status === "waiting" || row.status === "reopened";

const IN_VIEW: Partial<Record<CaseView, (row: CaseRow, me: string) => boolean>> = {
  mine: (row, me) => row.owner === me && row.status !== "resolved",
  unread: (row, me) => row.owner === me && row.status !== "resolved" && isUnread(row),
  waiting: (row) => row.owner === null && nobodyHas(row),
  open: (row) => row.status !== "resolved",
  resolved: (row) => row.status === "resolved",
  all: () => true,
};

/**
 * Whether a row belongs into a list, decided here so that live changes show without asking the
 * server; `null` when only the server can tell (words, mentions).
 */
export function matcher(query: CaseQuery, me: string): ((row: CaseRow) => boolean) | null {
  const inView = IN_VIEW[query.view ?? "all"];
  if (query.q || !inView) return null;
  return (row) =>
    inView(row, me) &&
    (!query.status || row.status === query.status) &&
    (!query.queue || row.queue === query.queue) &&
    (!query.channel || row.channel === query.channel);
}

import type { CaseQuery, CaseRow, CaseStatus, CaseView } from "@/api/types";
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
  { id: "held", icon: "pause" },
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

/** Open, but for what was put off. */
const AT_HAND: readonly CaseStatus[] = ["waiting", "assigned", "pending_customer", "reopened"];
const OPEN: readonly CaseStatus[] = [...AT_HAND, "on_hold"];
const NOBODY: readonly CaseStatus[] = ["waiting", "reopened"];

/** Whether a list is in the order of its waits: on the server, too, only where everything waits. */
export function inOrderOfWait(view: ViewSpec, status: CaseStatus | undefined): boolean {
  return view.oldestFirst === true && (!status || NOBODY.includes(status));
}

/** What a list holds: states (unless a filter names one) and a further condition. */
interface Rule {
  states?: readonly CaseStatus[];
  also?: (row: CaseRow, me: string) => boolean;
}

const isMine = (row: CaseRow, me: string) => row.owner === me;

const RULES: Partial<Record<CaseView, Rule>> = {
  mine: { states: AT_HAND, also: isMine },
  unread: { states: AT_HAND, also: (row, me) => isMine(row, me) && isUnread(row) },
  held: { states: ["on_hold"], also: isMine },
  waiting: { states: NOBODY },
  open: { states: OPEN },
  resolved: { states: ["resolved"] },
  all: {},
};

/**
 * Whether a row belongs into a list, decided here by the server's own rules so that live changes
 * show without asking it; `null` when only the server can tell (words, mentions).
 */
export function matcher(query: CaseQuery, me: string): ((row: CaseRow) => boolean) | null {
  const rule = RULES[query.view ?? "all"];
  if (query.q || !rule) return null;
  const states = query.status ? [query.status] : rule.states;
  return (row) =>
    (!states || states.includes(row.status)) &&
    (!rule.also || rule.also(row, me)) &&
    (!query.queue || row.queue === query.queue) &&
    (!query.channel || row.channel === query.channel) &&
    (!query.category || row.category === query.category) &&
    (!query.owner || row.owner === query.owner);
}

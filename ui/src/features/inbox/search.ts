import type { CaseStatus, Priority } from "@/api/types";
import { CHANNEL_KINDS } from "@/lib/channel";

/** Filters of the inbox, kept in the address. */
export interface InboxSearch {
  q?: string;
  status?: CaseStatus;
  channel?: string;
  queue?: string;
  category?: string;
  owner?: string;
}

export const STATUSES: readonly CaseStatus[] = [
  "waiting",
  "assigned",
  "pending_customer",
  "on_hold",
  "reopened",
  "resolved",
];

export const PRIORITIES: readonly Priority[] = ["urgent", "high", "normal", "low"];

export { CHANNEL_KINDS };

const text = (value: unknown) =>
  typeof value === "string" && value !== ""
    ? value
    : typeof value === "number"
      ? String(value)
      : undefined;

/** Reads the filters; what is not understood is left out. */
export function parseInboxSearch(search: Record<string, unknown>): InboxSearch {
  const status = STATUSES.find((each) => each === search.status);
  return {
    q: text(search.q),
    status,
    channel: text(search.channel),
    queue: text(search.queue),
    category: text(search.category),
    owner: text(search.owner),
  };
}

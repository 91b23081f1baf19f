import type { AgentState, CaseRow } from "@/api/types";
import { EntityStore } from "./entity-store";

/**
 * Cases by id. An older version never overwrites a newer one, whichever way it came; a live change
 * does not say how far I have read, so that is kept.
 */
export const caseStore = new EntityStore<CaseRow>(
  (incoming, present) =>
    incoming.version > present.version ||
    (incoming.version === present.version && incoming.last_seq >= present.last_seq),
  (incoming, present) => ({
    ...incoming,
    read_seq: Math.max(incoming.read_seq ?? 0, present.read_seq ?? 0),
    // Live rows are the same for everybody and do not say it.
    called: incoming.called ?? present.called ?? false,
  }),
);

/** Agents' states by user, for presence beside names and the board. */
export const agentStore = new EntityStore<AgentState & { id: string }>();

/** I have seen a case up to an entry, or wrote it. */
export function seen(id: string, seq: number): void {
  caseStore.change(id, (row) => ({
    ...row,
    called: false,
    read_seq: Math.max(row.read_seq ?? 0, seq),
  }));
}

/** Whether a case has something that I have not seen. */
export function isUnread(row: CaseRow): boolean {
  return row.last_seq > (row.read_seq ?? 0);
}

/** Keeping the received messages ascending and unique. */
import { type ChatMessage, SESSION_PAGE } from '../../wire.ts';

/** Adds messages that are not there yet (by `id`); the result ascends by `n`. */
export function merge(have: ChatMessage[], more: ChatMessage[]): ChatMessage[] {
  const ids = new Set(have.map((m) => m.id));
  const added = more.filter((m) => !ids.has(m.id) && ids.add(m.id));
  if (added.length === 0) return have;
  return [...have, ...added].sort((a, b) => a.n - b.n);
}

/**
 * Joins what is shown with a session's last page. When the page may have skipped messages after
 * `since`, the older part is let go (it can be paged in again) rather than shown with a hole.
 */
export function joinPage(
  have: ChatMessage[],
  page: ChatMessage[],
  since: number,
): { messages: ChatMessage[]; restarted: boolean } {
  const first = page[0];
  const hole = first !== undefined && page.length >= SESSION_PAGE && since < first.n;
  return hole || have.length === 0
    ? { messages: merge([], page), restarted: true }
    : { messages: merge(have, page), restarted: false };
}

/** Highest number of a message that somebody else wrote; 0 when there is none. */
export function lastForeign(messages: ChatMessage[]): number {
  return messages.reduce((top, m) => (m.from === 'customer' ? top : Math.max(top, m.n)), 0);
}

import type { CasePlace, CaseRow } from "@/api/types";

/** What the order of a list is made from. */
export interface Arrangement {
  /** Ids of the pages read so far, in the server's order. */
  loaded: readonly string[];
  /** Where the last page read ended, while the server has more pages. */
  end: CasePlace | null;
  /** Everything the desk knows. */
  rows: Iterable<CaseRow>;
  get: (id: string) => CaseRow | undefined;
  /** Whether a row belongs into the list; `null` keeps the server's answer as it is. */
  matches: ((row: CaseRow) => boolean) | null;
  oldestFirst: boolean;
  /** Stays in the list whatever it has become: the case that is being worked on. */
  keep?: string;
}

/** What waits is in the order of its queue, everything else in that of its last change. */
const at = (row: CasePlace, waits: boolean) =>
  Date.parse((waits ? row.queued_at : null) ?? row.updated_at);

/** Newest change (or longest wait) first; the id decides between equals, as on the server. */
export function compare(a: CasePlace, b: CasePlace, oldestFirst: boolean): number {
  const order = at(b, oldestFirst) - at(a, oldestFirst) || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);
  return oldestFirst ? -order : order;
}

/**
 * The ids of a list as it should stand now: what was read, without what no longer belongs, with
 * what live changes brought. While there are unread pages, only rows up to the end of the last one
 * are added: what lies beyond comes with its page.
 */
export function arrange(input: Arrangement): string[] {
  const { loaded, end, matches, oldestFirst } = input;
  // A row that moved between two readings is on both pages.
  if (!matches) return [...new Set(loaded)];
  const wanted = new Map<string, CaseRow>();
  for (const id of loaded) {
    const row = input.get(id);
    if (row && (matches(row) || id === input.keep)) wanted.set(id, row);
  }
  for (const row of input.rows) {
    if (wanted.has(row.id) || !matches(row)) continue;
    if (end && compare(row, end, oldestFirst) > 0) continue;
    wanted.set(row.id, row);
  }
  return [...wanted.values()].sort((a, b) => compare(a, b, oldestFirst)).map((row) => row.id);
}

/** How many ids of `next` are not in `shown`. */
export function countFresh(shown: readonly string[], next: readonly string[]): number {
  const known = new Set(shown);
  return next.reduce((count, id) => (known.has(id) ? count : count + 1), 0);
}

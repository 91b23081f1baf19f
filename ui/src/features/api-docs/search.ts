/** What the page shows, kept in the address. */
export interface ApiSearch {
  q?: string;
  /** The open operation, by its id; `problems` is the list of codes. */
  op?: string;
}

const text = (value: unknown) =>
  typeof value === "string" && value !== ""
    ? value
    : typeof value === "number"
      ? String(value)
      : undefined;

export function parseApiSearch(search: Record<string, unknown>): ApiSearch {
  return { q: text(search.q), op: text(search.op) };
}

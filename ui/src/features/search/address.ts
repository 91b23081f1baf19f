import type { SearchKind } from "@/api/types";

export const KINDS: readonly SearchKind[] = ["customer", "case", "message", "order"];

/** What is looked for, kept in the address. */
export interface SearchAddress {
  q?: string;
  kind?: SearchKind;
  /** The customer that is looked at. */
  customer?: string;
}

const text = (value: unknown) =>
  typeof value === "string" && value !== ""
    ? value
    : typeof value === "number"
      ? String(value)
      : undefined;

/** Reads the address; what is not understood is left out. */
export function parseSearch(search: Record<string, unknown>): SearchAddress {
  return {
    q: text(search.q),
    kind: KINDS.find((each) => each === search.kind),
    customer: text(search.customer),
  };
}

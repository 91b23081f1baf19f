import type { CaseQuery } from "./types";

/** The keys of the query cache, in one place, so that invalidation cannot miss one. */
export const keys = {
  me: ["me"] as const,
  factor: ["factor"] as const,
  directory: ["directory"] as const,
  presence: ["presence"] as const,
  offers: ["offers"] as const,
  board: ["board"] as const,
  counts: ["counts"] as const,
  lists: ["cases"] as const,
  list: (query: CaseQuery) => ["cases", query] as const,
  case: (id: string) => ["case", id] as const,
  detail: (id: string) => ["case", id, "detail"] as const,
  thread: (id: string) => ["case", id, "thread"] as const,
  candidates: (id: string) => ["case", id, "candidates"] as const,
  found: (q: string, kind: string) => ["search", q, kind] as const,
  customers: (q: string) => ["customers", q] as const,
  customer: (id: string) => ["customer", id] as const,
  profile: (id: string) => ["customer", id, "profile"] as const,
  orders: (id: string) => ["customer", id, "orders"] as const,
  timeline: (id: string) => ["customer", id, "timeline"] as const,
  merges: (id: string) => ["customer", id, "merges"] as const,
  lookalikes: (customer?: string) => ["lookalikes", customer ?? ""] as const,
  ties: (id: string) => ["customer", id, "ties"] as const,
  customerCases: (id: string) => ["customer", id, "cases"] as const,
  admin: (part: string) => ["admin", part] as const,
};

import type { CaseRow, Directory } from "@/api/types";

/** What must still be said of a case before it may be resolved. */
export function missingFor(row: CaseRow, directory: Directory): ("category" | "disposition")[] {
  const rule = directory.resolve_rule;
  const missing: ("category" | "disposition")[] = [];
  if (rule.category && !row.category) missing.push("category");
  if (rule.disposition && !row.disposition) missing.push("disposition");
  return missing;
}

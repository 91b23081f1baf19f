import type { ChannelKind, Retention, RetentionPart } from "@/api/types";

export const PARTS: readonly RetentionPart[] = ["originals", "files", "contents"];

/** What is typed, by kind of channel and part; empty means for ever. */
export type Typed = Partial<Record<ChannelKind, Partial<Record<RetentionPart, string>>>>;

/** A policy as it is typed. */
export function typedOf(policy: Retention, kinds: readonly ChannelKind[]): Typed {
  return Object.fromEntries(
    kinds.map((kind) => [
      kind,
      Object.fromEntries(PARTS.map((part) => [part, policy[kind]?.[part]?.toString() ?? ""])),
    ]),
  );
}

/** The policy that was typed; `null` while something is no number of days. */
export function policyOf(typed: Typed): Retention | null {
  const policy: Retention = {};
  for (const [kind, parts] of Object.entries(typed)) {
    const days: Partial<Record<RetentionPart, number>> = {};
    for (const part of PARTS) {
      const text = (parts[part] ?? "").normalize("NFKC").trim();
      if (text === "") continue;
      if (!/^\d{1,6}$/.test(text)) return null;
      days[part] = Number(text);
    }
    if (Object.keys(days).length > 0) policy[kind as ChannelKind] = days;
  }
  return policy;
}

/** Whether two policies say the same. */
export function samePolicy(one: Retention, other: Retention): boolean {
  const text = (policy: Retention) =>
    JSON.stringify(
      Object.entries(policy)
        .map(([kind, days]) => [kind, PARTS.map((part) => days?.[part] ?? null)])
        .filter(([, days]) => (days as (number | null)[]).some((each) => each !== null))
        .sort(),
    );
  return text(one) === text(other);
}

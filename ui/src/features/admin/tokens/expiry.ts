export const EXPIRIES = ["d30", "d90", "d365", "never"] as const;
export type Expiry = (typeof EXPIRIES)[number];

const DAY_MS = 24 * 60 * 60 * 1000;
const DAYS: Record<Exclude<Expiry, "never">, number> = { d30: 30, d90: 90, d365: 365 };

/** When a token ends that is made now. */
export function expiresAt(expiry: Expiry, now: number): string | null {
  return expiry === "never" ? null : new Date(now + DAYS[expiry] * DAY_MS).toISOString();
}

/** When a case that is put off comes back: instants that people choose without a calendar. */

/** Japan has had no summer time since 1951: its clocks are nine hours ahead, always. */
const AHEAD_MS = 9 * 3_600_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export const HOLD_CHOICES = ["hour", "evening", "tomorrow", "monday", "week"] as const;
export type HoldChoice = (typeof HOLD_CHOICES)[number];

/** Midnight in Japan of the day of an instant, some days later, as an instant. */
function midnight(now: number, days: number): number {
  const local = now + AHEAD_MS;
  return local - (local % DAY_MS) + days * DAY_MS - AHEAD_MS;
}

/** The instant of a choice; `null` when it is over for today. */
export function holdTime(choice: HoldChoice, now: number): number | null {
  switch (choice) {
    case "hour":
      return now + HOUR_MS;
    case "evening": {
      const evening = midnight(now, 0) + 17 * HOUR_MS;
      // Soon is no putting off.
      return evening - now < HOUR_MS ? null : evening;
    }
    case "tomorrow":
      return midnight(now, 1) + 9 * HOUR_MS;
    case "monday": {
      const weekday = new Date(now + AHEAD_MS).getUTCDay();
      return midnight(now, (8 - weekday) % 7 || 7) + 9 * HOUR_MS;
    }
    case "week":
      return midnight(now, 7) + 9 * HOUR_MS;
  }
}

/** What a field of date and time says, as an instant; `null` when it says nothing. */
export function typedTime(value: string): number | null {
  const at = Date.parse(`${value}+09:00`);
  return Number.isNaN(at) ? null : at;
}

/** An instant as a field of date and time has it. */
export function fieldTime(at: number): string {
  return new Date(at + AHEAD_MS).toISOString().slice(0, 16);
}

import { expect, test } from "vitest";
import { fieldTime, holdTime, typedTime } from "./hold-times";

/** Friday, 27 November 2026, 10:15 in Japan. */
const FRIDAY = Date.parse("2026-11-27T10:15:00+09:00");

test("an instant is chosen without a calendar", () => {
  expect(fieldTime(holdTime("hour", FRIDAY) ?? 0)).toBe("2026-11-27T11:15");
  expect(fieldTime(holdTime("evening", FRIDAY) ?? 0)).toBe("2026-11-27T17:00");
  expect(fieldTime(holdTime("tomorrow", FRIDAY) ?? 0)).toBe("2026-11-28T09:00");
  expect(fieldTime(holdTime("monday", FRIDAY) ?? 0)).toBe("2026-11-30T09:00");
  expect(fieldTime(holdTime("week", FRIDAY) ?? 0)).toBe("2026-12-04T09:00");
});

test("next Monday is never today, and the evening may be over", () => {
  const monday = Date.parse("2026-11-30T08:00:00+09:00");
  expect(fieldTime(holdTime("monday", monday) ?? 0)).toBe("2026-12-07T09:00");
  const sunday = Date.parse("2026-11-29T23:30:00+09:00");
  expect(fieldTime(holdTime("monday", sunday) ?? 0)).toBe("2026-11-30T09:00");
  expect(holdTime("evening", sunday)).toBeNull();
  expect(holdTime("evening", Date.parse("2026-11-27T16:30:00+09:00"))).toBeNull();
});

test("what is typed is a time in Japan", () => {
  expect(typedTime("2026-11-27T10:15")).toBe(FRIDAY);
  expect(typedTime("")).toBeNull();
});

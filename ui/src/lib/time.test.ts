import { describe, expect, it } from "vitest";
import {
  dayKey,
  formatAge,
  formatClockTime,
  formatDateTime,
  formatDateTimeSeconds,
  formatDay,
  formatDuration,
  formatSpan,
  formatTime,
} from "./time";

const NOW = Date.parse("2026-11-23T03:00:00Z");
const ago = (seconds: number) => new Date(NOW - seconds * 1000).toISOString();

describe("formatAge", () => {
  it.each([
    [0, "今", "now"],
    [-30, "今", "now"],
    [59, "今", "now"],
    [60, "1分", "1m"],
    [3_599, "59分", "59m"],
    [7_200, "2時間", "2h"],
    [86_400 * 3, "3日", "3d"],
    [86_400 * 20, "11/3", "11/3"],
  ])("%d seconds ago", (seconds, ja, en) => {
    expect(formatAge(ago(seconds), "ja", NOW)).toBe(ja);
    expect(formatAge(ago(seconds), "en", NOW)).toBe(en);
  });
});

describe("formatDuration", () => {
  it.each([
    [45, "45秒", "45s"],
    [200, "3分20秒", "3m 20s"],
    [7_500, "2時間05分", "2h 05m"],
    [-5, "0秒", "0s"],
  ])("%d", (seconds, ja, en) => {
    expect(formatDuration(seconds, "ja")).toBe(ja);
    expect(formatDuration(seconds, "en")).toBe(en);
  });
});

describe("formatSpan", () => {
  it.each([
    [0, "0秒", "0s"],
    [-5, "0秒", "0s"],
    [45, "45秒", "45s"],
    [60, "1分", "1m"],
    [749, "12分", "12m"],
    [3_600, "1時間", "1h"],
    [3_925, "1時間5分", "1h 5m"],
    [86_400 * 2 + 3_600 * 3 + 61, "2日3時間", "2d 3h"],
    [86_400, "1日", "1d"],
  ])("%d", (seconds, ja, en) => {
    expect(formatSpan(seconds, "ja")).toBe(ja);
    expect(formatSpan(seconds, "en")).toBe(en);
  });
});

it("formatSpan gives its largest unit alone where there is little room", () => {
  expect(formatSpan(3_925, "ja", 1)).toBe("1時間");
  expect(formatSpan(86_400 * 2 + 3_600, "en", 1)).toBe("2d");
  expect(formatSpan(749, "ja", 1)).toBe("12分");
});

describe("the display time zone", () => {
  it("is Japan's, whatever the machine's", () => {
    expect(formatTime("2026-11-22T15:30:00Z", "ja")).toBe("00:30");
    expect(dayKey("2026-11-22T14:59:59Z")).toBe("2026-11-22");
    expect(dayKey("2026-11-22T15:00:00Z")).toBe("2026-11-23");
  });

  it.each(["ja", "en"])("begins a day at 00, never at 24 (%s)", (locale) => {
    const midnight = "2026-11-22T15:05:09Z";
    expect(formatTime(midnight, locale)).toBe("00:05");
    expect(formatClockTime(midnight, locale)).toBe("00:05:09");
    expect(formatDateTime(midnight, locale)).toMatch(/\b0?0:05$/);
    expect(formatDateTimeSeconds(midnight, locale)).toContain("00:05:09");
  });

  it("names the year only when it is another one", () => {
    expect(formatDay("2026-11-22T15:00:00Z", "ja", NOW)).toBe("11月23日(月)");
    expect(formatDay("2025-01-01T00:00:00Z", "ja", NOW)).toContain("2025");
  });
});

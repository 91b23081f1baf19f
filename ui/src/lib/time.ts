/** Times as people read them: JST unless told otherwise, 24 h, relative beside absolute. */

export const TIME_ZONE = "Asia/Tokyo";

const formats = new Map<string, Intl.DateTimeFormat>();

function format(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options);
  let found = formats.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(locale, { timeZone: TIME_ZONE, hourCycle: "h23", ...options });
    formats.set(key, found);
  }
  return found;
}

/** `2026/11/23 14:05` / `11/23/2026, 14:05`. */
export function formatDateTime(at: string | number, locale: string): string {
  return format(locale, { dateStyle: "medium", timeStyle: "short" }).format(new Date(at));
}

/** `2026/11/23 14:05:09`, where the second matters. */
export function formatDateTimeSeconds(at: string | number, locale: string): string {
  return format(locale, {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).format(new Date(at));
}

/** `14:05`. */
export function formatTime(at: string | number, locale: string): string {
  return format(locale, { hour: "2-digit", minute: "2-digit" }).format(new Date(at));
}

/** `14:05:09`, for figures that change each second. */
export function formatClockTime(at: string | number, locale: string): string {
  return format(locale, { hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(
    new Date(at),
  );
}

/** `11月23日(月)` / `Mon, Nov 23`; with the year when it is not this year. */
export function formatDay(at: string | number, locale: string, now = Date.now()): string {
  const sameYear = yearOf(at) === yearOf(now);
  return format(locale, {
    ...(sameYear ? {} : { year: "numeric" as const }),
    month: locale === "ja" ? "long" : "short",
    day: "numeric",
    weekday: "short",
  }).format(new Date(at));
}

/** `2026/11/23`: a date without a time. */
export function formatDate(at: string | number, locale: string): string {
  return format(locale, { dateStyle: "medium" }).format(new Date(at));
}

function yearOf(at: string | number): string {
  return format("en", { year: "numeric" }).format(new Date(at));
}

/** The calendar day in the display time zone, for day separators. */
export function dayKey(at: string | number): string {
  return format("sv-SE", { dateStyle: "short" }).format(new Date(at));
}

/**
 * Short age for lists: `今`, `3分`, `2時間`, then the time of yesterday's day as a date.
 * Ages in the future (clock skew) read as now.
 */
export function formatAge(at: string | number, locale: string, now = Date.now()): string {
  const seconds = Math.max(0, Math.floor((now - new Date(at).getTime()) / 1000));
  if (seconds < 60) return locale === "ja" ? "今" : "now";
  if (seconds < 3600) return unit(Math.floor(seconds / 60), "minute", locale);
  if (seconds < 86_400) return unit(Math.floor(seconds / 3600), "hour", locale);
  if (seconds < 7 * 86_400) return unit(Math.floor(seconds / 86_400), "day", locale);
  return format(locale, { month: "numeric", day: "numeric" }).format(new Date(at));
}

function unit(value: number, name: "minute" | "hour" | "day", locale: string): string {
  // Intl's narrow Japanese units are "3m" and "2h", which nobody reads as Japanese.
  if (locale === "ja") return `${value}${{ minute: "分", hour: "時間", day: "日" }[name]}`;
  return new Intl.NumberFormat(locale, {
    style: "unit",
    unit: name,
    unitDisplay: "narrow",
  }).format(value);
}

/** A running or finished duration in seconds: `45秒`, `3分20秒`, `2時間05分`. */
export function formatDuration(seconds: number, locale: string): string {
  const whole = Math.max(0, Math.floor(seconds));
  const h = Math.floor(whole / 3600);
  const m = Math.floor((whole % 3600) / 60);
  const s = whole % 60;
  const two = (value: number) => String(value).padStart(2, "0");
  const ja = locale === "ja";
  if (h > 0) return ja ? `${h}時間${two(m)}分` : `${h}h ${two(m)}m`;
  if (m > 0) return ja ? `${m}分${two(s)}秒` : `${m}m ${two(s)}s`;
  return ja ? `${s}秒` : `${s}s`;
}

/**
 * A length of time in its largest units, for countdowns: `45秒`, `12分`, `1時間5分`, `2日3時間`; with
 * one unit `1時間`, `2日`.
 */
export function formatSpan(seconds: number, locale: string, units: 1 | 2 = 2): string {
  const whole = Math.max(0, Math.floor(seconds));
  const parts: [number, string, string][] = [
    [Math.floor(whole / 86_400), "日", "d"],
    [Math.floor((whole % 86_400) / 3600), "時間", "h"],
    [Math.floor((whole % 3600) / 60), "分", "m"],
    [whole % 60, "秒", "s"],
  ];
  const found = parts.findIndex(([value]) => value > 0);
  const first = found < 0 ? parts.length - 1 : found;
  // Seconds matter only while there is nothing larger.
  const shown = parts.slice(first, first >= 2 ? first + 1 : first + units);
  const ja = locale === "ja";
  return shown
    .filter(([value], index) => value > 0 || index === 0)
    .map(([value, word, letter]) => `${value}${ja ? word : letter}`)
    .join(ja ? "" : " ");
}

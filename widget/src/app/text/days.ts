/** Dates and times of the conversation, in the visitor's own time zone. */
import type { Locale, Texts } from '../i18n.ts';

/** A key that is equal for two moments of the same local day. */
export function dayKey(at: Date): string {
  return `${at.getFullYear()}-${at.getMonth() + 1}-${at.getDate()}`;
}

/** 今日, 昨日 or the date with its weekday; the year only when it is another one. */
export function dayLabel(at: Date, now: Date, locale: Locale, texts: Texts): string {
  if (dayKey(at) === dayKey(now)) return texts.today;
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  if (dayKey(at) === dayKey(yesterday)) return texts.yesterday;
  return new Intl.DateTimeFormat(locale, {
    ...(at.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' }),
    month: locale === 'ja' ? 'long' : 'short',
    day: 'numeric',
    weekday: 'short',
  }).format(at);
}

/** A day with its time, such as 明日 9:00 or 11月30日(月) 9:00. */
export function moment(at: Date, now: Date, locale: Locale, texts: Texts): string {
  const next = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1);
  const day = dayKey(at) === dayKey(next) ? texts.tomorrow : dayLabel(at, now, locale, texts);
  return `${day} ${clock(at, locale)}`;
}

/** Hours and minutes, 24 h. */
export function clock(at: Date, locale: Locale): string {
  return new Intl.DateTimeFormat(locale, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(at);
}

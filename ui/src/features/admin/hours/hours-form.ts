import type {
  BusinessHours,
  BusinessHoursChange,
  Holidays,
  NewBusinessHours,
} from "@/api/admin-types";
import type { QueueId } from "@/api/types";
import { changedFields, inOrder } from "../draft";
import { dayText, type PeriodFault, parseDay } from "./periods";

/** What holds where nobody says otherwise. */
const ZONE_DEFAULT = "Asia/Tokyo";
const WEEKDAY_DEFAULT = "9:00-18:00";
/** Single days with hours of their own; the server refuses more. */
const DAYS_MAX = 1_000;

export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
/** Monday to Friday. */
const WORKING_DAYS = 5;

/** A date with hours of its own. */
export interface SingleDay {
  /** Tells two new rows apart. */
  key: number;
  date: string;
  /** As typed; empty is closed. */
  periods: string;
}

/** The form of business hours; days are held as typed. */
export interface HoursDraft {
  name: string;
  zone: string;
  /** Monday to Sunday. */
  week: string[];
  holidays: Holidays["rule"];
  holidayPeriods: string;
  days: SingleDay[];
  queues: QueueId[];
  archived: boolean;
}

export const NEW_HOURS: HoursDraft = {
  name: "",
  zone: ZONE_DEFAULT,
  week: WEEKDAYS.map((_, day) => (day < WORKING_DAYS ? WEEKDAY_DEFAULT : "")),
  holidays: "closed",
  holidayPeriods: "",
  days: [],
  queues: [],
  archived: false,
};

/** The form of business hours; queues in the order of the form, so that they compare. */
export function hoursDraft(hours: BusinessHours, order: readonly QueueId[]): HoursDraft {
  const { holidays } = hours;
  return {
    name: hours.name,
    zone: hours.zone,
    week: hours.week.map(dayText),
    holidays: holidays.rule,
    holidayPeriods: holidays.rule === "hours" ? dayText(holidays.periods) : "",
    days: Object.entries(hours.days)
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([date, periods], key) => ({ key, date, periods: dayText(periods) })),
    queues: inOrder(order, hours.queues),
    archived: hours.archived,
  };
}

/** Monday's hours on every working day. */
export function filledWeekdays(week: readonly string[]): string[] {
  return week.map((typed, day) => (day < WORKING_DAYS ? (week[0] ?? "") : typed));
}

/** The days with one more, whose date is still to be chosen. */
export function withDay(days: readonly SingleDay[]): SingleDay[] {
  const key = Math.max(-1, ...days.map((day) => day.key)) + 1;
  return [...days, { key, date: "", periods: "" }];
}

/** What is wrong with a field. */
export type HoursFault =
  | { kind: PeriodFault; text: string }
  | { kind: "never" | "date" | "dateTwice" | "days" | "holidayPeriods"; text?: undefined };

/** What can be seen to be wrong, by field: `week.0` is Monday, `days.3` the row with that key. */
export function hoursFaults(draft: HoursDraft): Record<string, HoursFault> {
  const faults: Record<string, HoursFault> = {};
  const look = (field: string, typed: string): number => {
    const day = parseDay(typed);
    if (day.fault !== undefined) faults[field] = { kind: day.fault, text: day.text };
    return day.fault === undefined ? day.periods.length : 1;
  };
  const open = draft.week.map((typed, day) => look(`week.${day}`, typed));
  if (open.every((count) => count === 0)) faults.week = { kind: "never" };
  if (draft.holidays === "hours" && look("holidays", draft.holidayPeriods) === 0) {
    faults.holidays = { kind: "holidayPeriods" };
  }
  const dates = new Set<string>();
  for (const { key, date, periods } of draft.days) {
    look(`days.${key}`, periods);
    if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) faults[`date.${key}`] = { kind: "date" };
    else if (dates.has(date)) faults[`date.${key}`] = { kind: "dateTwice" };
    dates.add(date);
  }
  if (draft.days.length > DAYS_MAX) faults.days = { kind: "days" };
  return faults;
}

/** A day as it is sent; one that cannot be read goes as typed, for the server to refuse. */
function sent(typed: string): string[] {
  const day = parseDay(typed);
  return day.fault === undefined ? day.periods : [typed];
}

function sentHolidays({ holidays, holidayPeriods }: HoursDraft): Holidays {
  return holidays === "hours"
    ? { rule: "hours", periods: sent(holidayPeriods) }
    : { rule: holidays };
}

const sentDays = (days: readonly SingleDay[]) =>
  Object.fromEntries(days.map(({ date, periods }) => [date, sent(periods)]));

/** What is sent for changed hours: only what changed. */
export function hoursChange(base: HoursDraft, draft: HoursDraft): BusinessHoursChange {
  const { name, zone, week, holidays, holidayPeriods, days, queues, archived } = changedFields(
    base,
    draft,
  );
  const other = holidays !== undefined || holidayPeriods !== undefined;
  return {
    name,
    zone: zone?.trim(),
    week: week?.map(sent),
    holidays: other ? sentHolidays(draft) : undefined,
    days: days && sentDays(days),
    queues,
    archived,
  };
}

/** What is sent for new hours. */
export function newHours(draft: HoursDraft): NewBusinessHours {
  return {
    name: draft.name.trim(),
    zone: draft.zone.trim() || undefined,
    week: draft.week.map(sent),
    holidays: sentHolidays(draft),
    days: sentDays(draft.days),
    queues: draft.queues,
  };
}

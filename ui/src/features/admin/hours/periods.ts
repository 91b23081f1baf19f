/** The periods of a day as people type them: `9:00-12:00 13:00-18:00`. */

/** Minutes of a day. */
const DAY = 24 * 60;
/** Periods of one day; the server refuses a ninth. */
const PERIODS_MAX = 8;

/** What is wrong with a day: as the server sees it. */
export type PeriodFault = "form" | "range" | "backwards" | "overlap" | "many";

export type ParsedDay =
  | { periods: string[]; fault?: undefined }
  | { fault: PeriodFault; text: string };

interface Period {
  from: number;
  to: number;
}

const CLOSED = /^(休業?|休業日|定休日?|休み|closed|-)$/i;
const TIME = /^(\d{1,2})(?::(\d{1,2})|時(?:(\d{1,2})分)?)?$/;

/** `9:30`, `9時30分` or `9` as minutes. */
function minutes(text: string): number | null {
  const [, hours, plain, worded] = TIME.exec(text) ?? [];
  if (hours === undefined) return null;
  const rest = Number(plain ?? worded ?? 0);
  return rest < 60 ? Number(hours) * 60 + rest : null;
}

function parsePeriod(text: string): Period | PeriodFault {
  const [first, second, more] = text.split("-");
  const from = minutes(first ?? "");
  const to = minutes(second ?? "");
  if (from === null || to === null || more !== undefined) return "form";
  // After midnight the hours go on counting, to the end of the next day.
  if (from >= DAY || to > 2 * DAY) return "range";
  return to > from ? { from, to } : "backwards";
}

const clock = (at: number) => `${Math.floor(at / 60)}:${String(at % 60).padStart(2, "0")}`;
const show = ({ from, to }: Period) => `${clock(from)}-${clock(to)}`;

/** A day as typed, also in full width, with 〜 between the times and 、 between the periods. */
export function parseDay(typed: string): ParsedDay {
  const plain = typed
    .normalize("NFKC")
    .trim()
    .replace(/[~〜–—―−ー]/g, "-");
  if (plain === "" || CLOSED.test(plain)) return { periods: [] };
  const texts = plain
    .replace(/\s*-\s*/g, "-")
    .split(/[\s,、;・/]+/)
    .filter((text) => text !== "");
  const periods: Period[] = [];
  for (const text of texts) {
    const period = parsePeriod(text);
    if (typeof period === "string") return { fault: period, text };
    const before = periods.at(-1);
    if (before && period.from < before.to) {
      return { fault: "overlap", text: `${show(before)} ${show(period)}` };
    }
    periods.push(period);
  }
  if (periods.length > PERIODS_MAX) return { fault: "many", text: plain };
  return { periods: periods.map(show) };
}

/** A day as it stands in its field. */
export function dayText(periods: readonly string[]): string {
  return periods.join(" ");
}

/** Days of the week with the same hours, one after the other. */
export interface Stretch {
  /** 0 is Monday. */
  from: number;
  to: number;
  periods: readonly string[];
}

/** A week in as few words as possible; closed days are left out. */
export function stretches(week: readonly (readonly string[])[]): Stretch[] {
  const out: Stretch[] = [];
  week.forEach((periods, day) => {
    const last = out.at(-1);
    if (last && last.to === day - 1 && dayText(last.periods) === dayText(periods)) last.to = day;
    else if (periods.length > 0) out.push({ from: day, to: day, periods });
  });
  return out;
}

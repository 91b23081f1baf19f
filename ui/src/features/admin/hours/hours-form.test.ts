import { expect, test } from "vitest";
import type { BusinessHours } from "@/api/admin-types";
import {
  filledWeekdays,
  hoursChange,
  hoursDraft,
  hoursFaults,
  NEW_HOURS,
  newHours,
  withDay,
} from "./hours-form";

const day = ["9:00-12:00", "13:00-18:00"];
const hours: BusinessHours = {
  id: "h-1",
  name: "平日",
  zone: "Asia/Tokyo",
  week: [day, day, day, day, day, [], []],
  holidays: { rule: "hours", periods: ["10:00-17:00"] },
  days: { "2026-12-29": [], "2026-01-04": ["10:00-15:00"] },
  queues: ["q-new", "q-2", "q-1"],
  archived: false,
  open_now: true,
  changes_at: null,
  version: 4,
};
const draft = hoursDraft(hours, ["q-1", "q-2"]);

test("hours read as text and go back as they came", () => {
  expect(draft.week[0]).toBe("9:00-12:00 13:00-18:00");
  expect(draft.week[6]).toBe("");
  expect(draft.days).toEqual([
    { key: 0, date: "2026-01-04", periods: "10:00-15:00" },
    { key: 1, date: "2026-12-29", periods: "" },
  ]);
  expect(draft.queues).toEqual(["q-1", "q-2", "q-new"]);
  const { name, zone, week, holidays, days, queues } = newHours(draft);
  expect({ name, zone, week, holidays, days, queues: [...(queues ?? [])].sort() }).toEqual({
    name: hours.name,
    zone: hours.zone,
    week: hours.week,
    holidays: hours.holidays,
    days: hours.days,
    queues: [...hours.queues].sort(),
  });
});

test("only what changed is sent, in the server's form", () => {
  expect(hoursChange(draft, draft)).toEqual({});
  expect(hoursChange(draft, { ...draft, week: draft.week.with(5, "10時〜15時") })).toEqual({
    week: [day, day, day, day, day, ["10:00-15:00"], []],
  });
  expect(hoursChange(draft, { ...draft, holidays: "closed" })).toEqual({
    holidays: { rule: "closed" },
  });
  expect(hoursChange(draft, { ...draft, holidayPeriods: "11:00-16:00" })).toEqual({
    holidays: { rule: "hours", periods: ["11:00-16:00"] },
  });
  expect(hoursChange(draft, { ...draft, days: draft.days.slice(1) })).toEqual({
    days: { "2026-12-29": [] },
  });
});

test("what is wrong is said of its field", () => {
  expect(hoursFaults(draft)).toEqual({});
  expect(hoursFaults(NEW_HOURS)).toEqual({});
  const wrong = {
    ...draft,
    week: draft.week.with(2, "9:00-13:00 12:00-18:00"),
    holidayPeriods: "",
    days: [...withDay(draft.days), { key: 7, date: "2026-12-29", periods: "22:00-6:00" }],
  };
  expect(hoursFaults(wrong)).toEqual({
    "week.2": { kind: "overlap", text: "9:00-13:00 12:00-18:00" },
    holidays: { kind: "holidayPeriods" },
    "date.2": { kind: "date" },
    "date.7": { kind: "dateTwice" },
    "days.7": { kind: "backwards", text: "22:00-6:00" },
  });
  const never = { ...draft, week: draft.week.map(() => "休業") };
  expect(hoursFaults(never)).toEqual({ week: { kind: "never" } });
});

test("Monday's hours fill the working days and leave the weekend alone", () => {
  expect(filledWeekdays(["9-17", "", "", "", "", "10-15", ""])).toEqual([
    "9-17",
    "9-17",
    "9-17",
    "9-17",
    "9-17",
    "10-15",
    "",
  ]);
});

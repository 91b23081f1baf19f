import { describe, expect, it } from "vitest";
import { dayText, parseDay, stretches } from "./periods";

describe("a day", () => {
  it.each([
    ["9:00-12:00 13:00-18:00", ["9:00-12:00", "13:00-18:00"]],
    ["09:00-17:30", ["9:00-17:30"]],
    ["9:00〜18:00", ["9:00-18:00"]],
    ["9:00~18:00", ["9:00-18:00"]],
    ["9:00~12:00、13:00~18:00", ["9:00-12:00", "13:00-18:00"]],
    ["9:00 - 12:00,  13:00 – 18:00", ["9:00-12:00", "13:00-18:00"]],
    ["9-18", ["9:00-18:00"]],
    ["9時-17時30分", ["9:00-17:30"]],
    ["22:00-30:00", ["22:00-30:00"]],
    ["0:00-24:00", ["0:00-24:00"]],
    ["9:00-12:00 12:00-13:00", ["9:00-12:00", "12:00-13:00"]],
    ["", []],
    ["  休業 ", []],
    ["定休日", []],
  ])("%s", (typed, periods) => {
    expect(parseDay(typed)).toEqual({ periods });
  });

  it.each([
    ["9:00", "form", "9:00"],
    ["朝から", "form", "朝から"],
    ["9:00-12:00-13:00", "form", "9:00-12:00-13:00"],
    ["9:60-12:00", "form", "9:60-12:00"],
    ["100:00-101:00", "form", "100:00-101:00"],
    ["24:00-25:00", "range", "24:00-25:00"],
    ["22:00-48:01", "range", "22:00-48:01"],
    ["22:00-6:00", "backwards", "22:00-6:00"],
    ["9:00-9:00", "backwards", "9:00-9:00"],
    ["9:00-13:00 12:00-18:00", "overlap", "9:00-13:00 12:00-18:00"],
    ["13:00-18:00 9:00-12:00", "overlap", "13:00-18:00 9:00-12:00"],
  ])("%s is refused: %s", (typed, fault, text) => {
    expect(parseDay(typed)).toEqual({ fault, text });
  });

  it("has at most eight periods", () => {
    const periods = Array.from({ length: 9 }, (_, hour) => `${hour}:00-${hour}:30`);
    expect(parseDay(periods.join(" "))).toMatchObject({ fault: "many" });
    expect(parseDay(periods.slice(1).join(" "))).toMatchObject({ periods: periods.slice(1) });
  });

  it("reads again as it is shown", () => {
    for (const periods of [[], ["9:00-12:00", "13:00-18:00"], ["0:00-24:00"], ["22:00-30:00"]]) {
      expect(parseDay(dayText(periods))).toEqual({ periods });
    }
  });
});

describe("a week in few words", () => {
  const day = ["9:00-18:00"];
  it("puts neighbours with the same hours together and leaves closed days out", () => {
    expect(stretches([day, day, day, day, day, ["10:00-15:00"], []])).toEqual([
      { from: 0, to: 4, periods: day },
      { from: 5, to: 5, periods: ["10:00-15:00"] },
    ]);
    expect(stretches([day, day, [], day, day, [], []])).toEqual([
      { from: 0, to: 1, periods: day },
      { from: 3, to: 4, periods: day },
    ]);
    expect(stretches([[], [], [], [], [], [], []])).toEqual([]);
  });
});

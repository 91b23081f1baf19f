import { describe, expect, test } from "vitest";
import type { AgentState, Board, BoardRow, QueueBrief } from "@/api/types";
import {
  agentsOf,
  boardRows,
  formatClock,
  secondsSince,
  totals,
  WAIT_BAD_SECONDS,
  WAIT_WARN_SECONDS,
  waitTone,
} from "./figures";
import { agentsBehind, casesBehind, parseBoardSearch } from "./search";

const row = (queue: string, change: Partial<BoardRow> = {}): BoardRow => ({
  queue,
  waiting: 0,
  offered: 0,
  longest_since: null,
  in_progress: 0,
  available: 0,
  signed_in: 0,
  ...change,
});
const queue = (id: string, archived = false): QueueBrief => ({ id, name: id, archived });
const agent = (user: string, change: Partial<AgentState> = {}): AgentState => ({
  user,
  state: "available",
  since: "2026-11-23T00:00:00Z",
  chats: 0,
  mails: 0,
  chat_capacity: 3,
  mail_capacity: 10,
  queues: ["a"],
  ...change,
});
const board = (queues: BoardRow[]): Board => ({ at: "2026-11-23T00:00:00Z", queues, agents: [] });

test("a wait becomes urgent exactly at its thresholds", () => {
  expect(waitTone(WAIT_WARN_SECONDS - 1)).toBe("calm");
  expect(waitTone(WAIT_WARN_SECONDS)).toBe("warn");
  expect(waitTone(WAIT_BAD_SECONDS - 1)).toBe("warn");
  expect(waitTone(WAIT_BAD_SECONDS)).toBe("bad");
});

test.each([
  [-3, "0:00"],
  [7.9, "0:07"],
  [60, "1:00"],
  [754, "12:34"],
  [3_600, "1:00:00"],
  [3_723, "1:02:03"],
  [90_061, "25:01:01"],
])("%d seconds read as %s", (seconds, text) => {
  expect(formatClock(seconds)).toBe(text);
});

test("a wait that begins in the future has not begun", () => {
  const now = Date.parse("2026-11-23T00:00:10Z");
  expect(secondsSince("2026-11-23T00:00:00.500Z", now)).toBe(9);
  expect(secondsSince("2026-11-23T00:01:00Z", now)).toBe(0);
});

describe("rows", () => {
  test("every queue in use has one, in the directory's order, also without a figure", () => {
    const rows = boardRows(board([row("b", { waiting: 2 })]), [queue("a"), queue("b")]);
    expect(rows.map((each) => [each.queue, each.waiting])).toEqual([
      ["a", 0],
      ["b", 2],
    ]);
  });

  test("an archived queue shows only while it holds work", () => {
    const queues = [queue("a", true), queue("b", true), queue("c", true)];
    const rows = boardRows(board([row("a"), row("b", { in_progress: 1 })]), queues);
    expect(rows.map((each) => each.queue)).toEqual(["b"]);
  });

  test("a queue that the directory does not know yet is not swallowed", () => {
    expect(boardRows(board([row("new", { waiting: 1 })]), []).map((each) => each.queue)).toEqual([
      "new",
    ]);
  });
});

test("sums count each agent once and take the oldest wait", () => {
  const rows = [
    row("a", { waiting: 2, in_progress: 1, available: 1, longest_since: "2026-11-23T00:05:00Z" }),
    row("b", { waiting: 3, in_progress: 4, available: 1, longest_since: "2026-11-23T00:01:00Z" }),
  ];
  const agents = [
    agent("x", { queues: ["a", "b"] }),
    agent("full", { chats: 3, mails: 10 }),
    agent("mails", { chats: 3 }),
    agent("gone", { state: "offline" }),
    agent("away", { state: "away" }),
  ];
  expect(totals(rows, agents)).toEqual({
    waiting: 5,
    longestSince: "2026-11-23T00:01:00Z",
    inProgress: 5,
    ready: 2,
    signedIn: 4,
  });
});

test("agents are narrowed by queue and state, those who can work first", () => {
  const agents = [
    agent("c", { state: "offline" }),
    agent("b"),
    agent("d", { state: "wrap_up" }),
    agent("a", { queues: ["b"] }),
    agent("e", { chats: 3, mails: 10 }),
  ];
  const shown = (filter: Parameters<typeof agentsOf>[1]) =>
    agentsOf(agents, filter, (user) => user).map((each) => each.user);
  expect(shown({})).toEqual(["a", "b", "e", "d", "c"]);
  expect(shown({ state: "signed_in", queue: "a" })).toEqual(["b", "e", "d"]);
  expect(shown({ state: "ready", queue: "a" })).toEqual(["b"]);
  expect(shown({ state: "wrap_up" })).toEqual(["d"]);
});

test("every list that a number opens has cases or agents behind it", () => {
  expect(casesBehind({ list: "waiting", queue: "q" })).toEqual({ view: "waiting", queue: "q" });
  expect(casesBehind({ list: "offered", queue: "q" })).toMatchObject({ offered: true, queue: "q" });
  expect(casesBehind({ list: "in_progress" })).toMatchObject({ status: "assigned" });
  expect(casesBehind({ list: "agent", agent: "u", kind: "email" })).toEqual({
    view: "all",
    status: "assigned",
    owner: "u",
    channel_kind: "email",
  });
  expect(agentsBehind({ list: "available", queue: "q" })).toEqual({ state: "ready", queue: "q" });
  expect(agentsBehind({ list: "signed_in" })).toMatchObject({ state: "signed_in" });
  expect(agentsBehind({ list: "waiting" })).toBeNull();
});

test("an address that was tampered with is read as nothing", () => {
  expect(
    parseBoardSearch({ list: "everything", queue: 3, kind: "fax", state: "asleep", team: "t" }),
  ).toEqual({
    list: undefined,
    queue: undefined,
    agent: undefined,
    kind: undefined,
    state: undefined,
    team: "t",
  });
});

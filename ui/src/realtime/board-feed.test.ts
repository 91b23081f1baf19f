import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { AgentState, Board, BoardRow } from "@/api/types";
import { BOARD_FLUSH_MS, BoardChanges, BoardFeed, foldBoard } from "./board-feed";

const row = (queue: string, waiting: number): BoardRow => ({
  queue,
  waiting,
  offered: 0,
  longest_since: null,
  in_progress: 0,
  available: 0,
  signed_in: 0,
});
const agent = (user: string, state: AgentState["state"]): AgentState => ({
  user,
  state,
  since: "2026-11-23T00:00:00Z",
  chats: 0,
  mails: 0,
  chat_capacity: 3,
  mail_capacity: 10,
  queues: [],
});
const board: Board = {
  at: "2026-11-23T00:00:00Z",
  queues: [row("a", 1), row("b", 2)],
  agents: [agent("x", "away")],
};

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("changes replace their entry in its place and new ones are added", () => {
  const changes = new BoardChanges();
  changes.rows.set("a", row("a", 9));
  changes.rows.set("c", row("c", 3));
  changes.agents.set("y", agent("y", "available"));
  const after = foldBoard(board, changes, "2026-11-23T00:00:05Z");
  expect(after.queues.map((each) => [each.queue, each.waiting])).toEqual([
    ["a", 9],
    ["b", 2],
    ["c", 3],
  ]);
  expect(after.agents.map((each) => each.user)).toEqual(["x", "y"]);
  expect(after.at).toBe("2026-11-23T00:00:05Z");
  expect(board.queues[0]?.waiting).toBe(1);
});

test("what nothing changed stays the same object, so that it is not drawn again", () => {
  const changes = new BoardChanges();
  changes.rows.set("a", row("a", 9));
  const after = foldBoard(board, changes, board.at);
  expect(after.agents).toBe(board.agents);
  expect(after.queues[1]).toBe(board.queues[1]);
});

test("a burst is published once, with the latest state of each", () => {
  const feed = new BoardFeed();
  const batches: BoardChanges[] = [];
  feed.publish = (changes) => batches.push(changes);
  feed.receiveRow(row("a", 2));
  feed.receiveRow(row("a", 3));
  feed.receiveAgent(agent("x", "available"));
  expect(batches).toHaveLength(0);
  vi.advanceTimersByTime(BOARD_FLUSH_MS);
  expect(batches).toHaveLength(1);
  expect(batches[0]?.rows.get("a")?.waiting).toBe(3);
  expect(batches[0]?.agents.get("x")?.state).toBe("available");
});

test("an answer under way gets what the stream told meanwhile, published or not", () => {
  const feed = new BoardFeed();
  feed.receiveRow(row("b", 7));
  const since = feed.watch();
  feed.receiveRow(row("a", 5));
  vi.advanceTimersByTime(BOARD_FLUSH_MS);
  feed.receiveAgent(agent("x", "wrap_up"));
  since.stop();
  feed.receiveRow(row("a", 6));
  const after = foldBoard(board, since.changes, board.at);
  expect(after.queues.map((each) => each.waiting)).toEqual([5, 2]);
  expect(after.agents[0]?.state).toBe("wrap_up");
});

test("nothing is published after the feed was cleared", () => {
  const feed = new BoardFeed();
  const publish = vi.fn();
  feed.publish = publish;
  feed.receiveRow(row("a", 2));
  feed.clear();
  vi.advanceTimersByTime(BOARD_FLUSH_MS * 2);
  expect(publish).not.toHaveBeenCalled();
});

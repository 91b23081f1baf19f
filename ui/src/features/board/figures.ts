import type { AgentState, Board, BoardRow, Presence, QueueBrief } from "@/api/types";

/** Seconds of waiting from which a customer should not be left alone. */
export const WAIT_WARN_SECONDS = 60;
/** Seconds of waiting from which somebody has to act. */
export const WAIT_BAD_SECONDS = 180;

/** How urgent a wait is. */
export type WaitTone = "calm" | "warn" | "bad";

export function waitTone(seconds: number): WaitTone {
  if (seconds >= WAIT_BAD_SECONDS) return "bad";
  return seconds >= WAIT_WARN_SECONDS ? "warn" : "calm";
}

/** Whole seconds from a time until `now` (milliseconds); never negative. */
export function secondsSince(since: string, now: number): number {
  return Math.max(0, Math.floor((now - Date.parse(since)) / 1000));
}

/** A running time as a clock: `0:07`, `12:34`, `1:02:03`. */
export function formatClock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (value: number) => String(value).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const rest = two(whole % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}

const quiet = (queue: string): BoardRow => ({
  queue,
  waiting: 0,
  offered: 0,
  longest_since: null,
  in_progress: 0,
  available: 0,
  signed_in: 0,
});

/** A row per queue in use, in the directory's order; an archived queue only while it holds work. */
export function boardRows(board: Board, queues: readonly QueueBrief[]): BoardRow[] {
  const rows = new Map(board.queues.map((row) => [row.queue, row]));
  const listed = queues
    .filter((queue) => {
      const row = rows.get(queue.id);
      return !queue.archived || (row && row.waiting + row.in_progress > 0);
    })
    .map((queue) => rows.get(queue.id) ?? quiet(queue.id));
  // A queue newer than the directory that was read.
  const known = new Set(queues.map((queue) => queue.id));
  return [...listed, ...board.queues.filter((row) => !known.has(row.queue))];
}

/** Whether the agent could be offered something. */
export function hasRoom(agent: AgentState): boolean {
  return agent.chats < agent.chat_capacity || agent.mails < agent.mail_capacity;
}

export function isReady(agent: AgentState): boolean {
  return agent.state === "available" && hasRoom(agent);
}

export interface Totals {
  waiting: number;
  longestSince: string | null;
  inProgress: number;
  /** Agents, each once, however many queues they serve. */
  ready: number;
  signedIn: number;
}

export function totals(rows: readonly BoardRow[], agents: readonly AgentState[]): Totals {
  const oldest = rows
    .map((row) => row.longest_since)
    .filter((since) => since !== null)
    .sort();
  return {
    waiting: rows.reduce((sum, row) => sum + row.waiting, 0),
    longestSince: oldest[0] ?? null,
    inProgress: rows.reduce((sum, row) => sum + row.in_progress, 0),
    ready: agents.filter(isReady).length,
    signedIn: agents.filter((agent) => agent.state !== "offline").length,
  };
}

/** Which agents a list shows. */
export interface AgentFilter {
  queue?: string;
  /** A state; `signed_in` is everybody but offline; `ready` can take work. */
  state?: Presence | "signed_in" | "ready";
}

const STATE_ORDER: readonly Presence[] = ["available", "wrap_up", "away", "offline"];

/** The agents of a filter: those who can work first, then by name. */
export function agentsOf(
  agents: readonly AgentState[],
  filter: AgentFilter,
  nameOf: (user: string) => string,
): AgentState[] {
  const inState = (agent: AgentState) => {
    if (!filter.state) return true;
    if (filter.state === "signed_in") return agent.state !== "offline";
    return filter.state === "ready" ? isReady(agent) : agent.state === filter.state;
  };
  return agents
    .filter((agent) => inState(agent) && (!filter.queue || agent.queues.includes(filter.queue)))
    .sort(
      (a, b) =>
        STATE_ORDER.indexOf(a.state) - STATE_ORDER.indexOf(b.state) ||
        nameOf(a.user).localeCompare(nameOf(b.user), "ja"),
    );
}

import type { AgentState, Board, BoardRow } from "@/api/types";

/** Milliseconds between two publications of changed figures. */
export const BOARD_FLUSH_MS = 250;

/** Rows and agents that changed, the latest state of each. */
export class BoardChanges {
  readonly rows = new Map<string, BoardRow>();
  readonly agents = new Map<string, AgentState>();

  get empty(): boolean {
    return this.rows.size === 0 && this.agents.size === 0;
  }
}

/** Puts changed entries in the place of the old ones and new ones at the end. */
function replaced<T>(present: T[], changed: ReadonlyMap<string, T>, id: (entry: T) => string): T[] {
  if (changed.size === 0) return present;
  const known = new Set(present.map(id));
  const added = [...changed.values()].filter((entry) => !known.has(id(entry)));
  return [...present.map((entry) => changed.get(id(entry)) ?? entry), ...added];
}

/** The board after some changes; `at` is when it was true. */
export function foldBoard(board: Board, changes: BoardChanges, at: string): Board {
  return {
    at,
    queues: replaced(board.queues, changes.rows, (row) => row.queue),
    agents: replaced(board.agents, changes.agents, (agent) => agent.user),
  };
}

/**
 * Collects what the stream tells about the board and publishes it in batches: an agent's ten
 * changes within a moment are one re-rendering.
 */
export class BoardFeed {
  /** Called with each batch. */
  publish: (changes: BoardChanges) => void = () => {};

  private staged = new BoardChanges();
  private readonly watched = new Set<BoardChanges>();
  private timer: ReturnType<typeof setTimeout> | null = null;

  receiveRow(row: BoardRow): void {
    for (const each of [this.staged, ...this.watched]) each.rows.set(row.queue, row);
    this.schedule();
  }

  receiveAgent(agent: AgentState): void {
    for (const each of [this.staged, ...this.watched]) each.agents.set(agent.user, agent);
    this.schedule();
  }

  /** Collects from now on, beside publishing: for an answer that is still under way. */
  watch(): { changes: BoardChanges; stop: () => void } {
    const changes = new BoardChanges();
    this.watched.add(changes);
    return { changes, stop: () => this.watched.delete(changes) };
  }

  /** Forgets what waits. */
  clear(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.staged = new BoardChanges();
  }

  private schedule(): void {
    this.timer ??= setTimeout(() => {
      const changes = this.staged;
      this.clear();
      this.publish(changes);
    }, BOARD_FLUSH_MS);
  }
}

export const boardFeed = new BoardFeed();

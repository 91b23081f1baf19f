import type { AgentState, Board, BoardRow, Presence, QueueId } from "../../src/api/types";
import { gone } from "./refusal.ts";
import type { World } from "./world.ts";

const isReady = (agent: AgentState) =>
  agent.state === "available" &&
  (agent.chats < agent.chat_capacity || agent.mails < agent.mail_capacity);

/** One queue's figures. */
export function boardRow(world: World, queue: QueueId): BoardRow {
  const rows = [...world.cases.values()].filter((row) => row.queue === queue);
  const waiting = rows.filter((row) => row.status === "waiting" || row.status === "reopened");
  const team = world.agents.filter((agent) => agent.queues.includes(queue));
  return {
    queue,
    waiting: waiting.length,
    offered: [...world.offers.values()].filter((offer) => offer.queue === queue).length,
    longest_since: waiting.map((row) => row.queued_at ?? row.created_at).sort()[0] ?? null,
    in_progress: rows.filter((row) => row.status === "assigned").length,
    available: team.filter(isReady).length,
    signed_in: team.filter((agent) => agent.state !== "offline").length,
  };
}

/** The board whole. */
export function board(world: World): Board {
  return {
    at: new Date().toISOString(),
    queues: world.directory.queues
      .filter((queue) => !queue.archived)
      .map((queue) => boardRow(world, queue.id)),
    agents: world.agents,
  };
}

/** Tells who follows the board how a queue stands now. */
export function tellRow(world: World, queue: QueueId): void {
  const data = boardRow(world, queue);
  world.emit({ topic: "board", type: "board.changed", id: queue, data });
}

export function setPresence(world: World, user: string, state: Presence): AgentState {
  const index = world.agents.findIndex((agent) => agent.user === user);
  const agent = world.agents[index];
  if (!agent) throw gone();
  const changed = { ...agent, state, since: new Date().toISOString() };
  world.agents[index] = changed;
  if (user === world.me.id) world.presence = changed;
  world.emit({ topic: "board", type: "presence.changed", id: user, data: changed });
  for (const queue of changed.queues) tellRow(world, queue);
  return changed;
}

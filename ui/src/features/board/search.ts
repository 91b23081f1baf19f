import type { CaseQuery, ChannelKind } from "@/api/types";
import { CHANNEL_KINDS } from "@/lib/channel";
import type { AgentFilter } from "./figures";

/** The lists that open behind a number. */
export const LISTS = [
  "waiting",
  "offered",
  "in_progress",
  "available",
  "signed_in",
  "agent",
] as const;
export type BoardList = (typeof LISTS)[number];

/** States by which the agents can be narrowed. */
export const AGENT_STATES = [
  "signed_in",
  "available",
  "wrap_up",
  "away",
  "offline",
  "all",
] as const;
export type AgentStateFilter = (typeof AGENT_STATES)[number];

/** The state of the page, kept in the address: what is open, how the agents are narrowed. */
export interface BoardSearch {
  /** The list that is open. */
  list?: BoardList;
  /** Its queue; all of them when absent. */
  queue?: string;
  /** Its agent. */
  agent?: string;
  /** Of the agent's cases, only those of one kind of channel. */
  kind?: ChannelKind;
  /** Agents of one queue. */
  team?: string;
  /** Agents in a state; those signed in when absent. */
  state?: AgentStateFilter;
}

const text = (value: unknown) => (typeof value === "string" && value !== "" ? value : undefined);

/** Reads the address; what is not understood is left out. */
export function parseBoardSearch(search: Record<string, unknown>): BoardSearch {
  return {
    list: LISTS.find((each) => each === search.list),
    queue: text(search.queue),
    agent: text(search.agent),
    kind: CHANNEL_KINDS.find((each) => each === search.kind),
    team: text(search.team),
    state: AGENT_STATES.find((each) => each === search.state),
  };
}

/** The cases behind a number; `null` when agents are behind it. */
export function casesBehind({ list, queue, agent, kind }: BoardSearch): CaseQuery | null {
  if (list === "waiting") return { view: "waiting", queue };
  if (list === "offered") return { view: "waiting", offered: true, queue };
  if (list === "in_progress") return { view: "all", status: "assigned", queue };
  if (list === "agent" && agent) {
    return { view: "all", status: "assigned", owner: agent, channel_kind: kind };
  }
  return null;
}

/** The agents behind a number; `null` when cases are behind it. */
export function agentsBehind({ list, queue }: BoardSearch): AgentFilter | null {
  if (list === "available") return { state: "ready", queue };
  if (list === "signed_in") return { state: "signed_in", queue };
  return null;
}

import type { NewSlaPolicy, SlaPolicy, SlaPolicyChange } from "@/api/admin-types";
import type { CategoryId, ChannelId, HoursId, Priority, QueueId, SlaTarget } from "@/api/types";
import { changedFields, inOrder, wholeNumber } from "../draft";

export const TARGETS: readonly SlaTarget[] = ["first_response", "next_response", "resolution"];
export const PRIORITIES: readonly Priority[] = ["urgent", "high", "normal", "low"];
/** Minutes that a goal may have: 90 days. */
const MINUTES_MAX = 90 * 24 * 60;
/** After how much of a goal somebody is warned when nobody says otherwise. */
const WARN_DEFAULT = "80";

/** A goal as typed; without minutes nothing is promised. */
export interface GoalDraft {
  minutes: string;
  warn: string;
}

/** The form of a policy; numbers and ranks are held as typed. */
export interface PolicyDraft {
  name: string;
  active: boolean;
  queues: QueueId[];
  categories: CategoryId[];
  channels: ChannelId[];
  priorities: Priority[];
  ranks: string;
  goals: Record<SlaTarget, GoalDraft>;
  warnOwner: boolean;
  callSupervisors: boolean;
  raiseTo: Priority | null;
  hours: HoursId | null;
}

const NO_GOAL: GoalDraft = { minutes: "", warn: WARN_DEFAULT };

export const NEW_POLICY: PolicyDraft = {
  name: "",
  active: true,
  queues: [],
  categories: [],
  channels: [],
  priorities: [],
  ranks: "",
  goals: { first_response: NO_GOAL, next_response: NO_GOAL, resolution: NO_GOAL },
  warnOwner: true,
  callSupervisors: false,
  raiseTo: null,
  hours: null,
};

/** The choices of the form, in its order. */
export interface PolicyOrder {
  queues: readonly QueueId[];
  categories: readonly CategoryId[];
  channels: readonly ChannelId[];
}

/** The form of a policy; choices in the order of the form, so that they compare. */
export function policyDraft(policy: SlaPolicy, order: PolicyOrder): PolicyDraft {
  const { conditions, goals, escalation } = policy;
  const goal = (target: SlaTarget): GoalDraft => {
    const found = goals[target];
    if (!found) return NO_GOAL;
    return { minutes: String(found.minutes), warn: String(found.warn_percent) };
  };
  return {
    name: policy.name,
    active: policy.active,
    queues: inOrder(order.queues, conditions.queues),
    categories: inOrder(order.categories, conditions.categories),
    channels: inOrder(order.channels, conditions.channels),
    priorities: inOrder(PRIORITIES, conditions.priorities),
    ranks: conditions.ranks.join("、"),
    goals: {
      first_response: goal("first_response"),
      next_response: goal("next_response"),
      resolution: goal("resolution"),
    },
    warnOwner: escalation.warn_owner,
    callSupervisors: escalation.call_supervisors,
    raiseTo: escalation.raise_to,
    hours: policy.hours,
  };
}

/** Ranks as typed, one after the other with 、 or a comma between; each once. */
export function parseRanks(typed: string): string[] {
  const ranks = typed.split(/[、,,\n]/).map((rank) => rank.trim());
  return [...new Set(ranks.filter((rank) => rank !== ""))];
}

export type GoalFault = "minutes" | "warn" | "noGoal";

/** What can be seen to be wrong, by field: `goals.resolution`, `warn.resolution`, `goals`. */
export function goalFaults(goals: PolicyDraft["goals"]): Record<string, GoalFault> {
  const faults: Record<string, GoalFault> = {};
  const promised = TARGETS.filter((target) => goals[target].minutes.trim() !== "");
  if (promised.length === 0) faults.goals = "noGoal";
  for (const target of promised) {
    const minutes = wholeNumber(goals[target].minutes);
    if (minutes === null || minutes < 1 || minutes > MINUTES_MAX) {
      faults[`goals.${target}`] = "minutes";
    }
    const warn = wholeNumber(goals[target].warn);
    if (warn === null || warn < 1 || warn > 99) faults[`warn.${target}`] = "warn";
  }
  return faults;
}

function sentGoals(goals: PolicyDraft["goals"]): NewSlaPolicy["goals"] {
  const goal = ({ minutes, warn }: GoalDraft) => {
    const promised = wholeNumber(minutes);
    return promised === null ? null : { minutes: promised, warn_percent: wholeNumber(warn) ?? 0 };
  };
  return {
    first_response: goal(goals.first_response),
    next_response: goal(goals.next_response),
    resolution: goal(goals.resolution),
  };
}

const sentConditions = ({ queues, categories, channels, priorities, ranks }: PolicyDraft) => ({
  queues,
  categories,
  channels,
  priorities,
  ranks: parseRanks(ranks),
});

const sentEscalation = ({ warnOwner, callSupervisors, raiseTo }: PolicyDraft) => ({
  warn_owner: warnOwner,
  call_supervisors: callSupervisors,
  raise_to: raiseTo,
});

/** What is sent for a changed policy: only the parts that changed. */
export function policyChange(base: PolicyDraft, draft: PolicyDraft): SlaPolicyChange {
  const changed = changedFields(base, draft);
  const any = (...fields: (keyof PolicyDraft)[]) => fields.some((field) => field in changed);
  return {
    name: changed.name,
    active: changed.active,
    conditions: any("queues", "categories", "channels", "priorities", "ranks")
      ? sentConditions(draft)
      : undefined,
    goals: any("goals") ? sentGoals(draft.goals) : undefined,
    escalation: any("warnOwner", "callSupervisors", "raiseTo") ? sentEscalation(draft) : undefined,
    hours: changed.hours,
  };
}

/** What is sent for a new policy. */
export function newPolicy(draft: PolicyDraft): NewSlaPolicy {
  return {
    name: draft.name.trim(),
    conditions: sentConditions(draft),
    goals: sentGoals(draft.goals),
    escalation: sentEscalation(draft),
    hours: draft.hours,
  };
}

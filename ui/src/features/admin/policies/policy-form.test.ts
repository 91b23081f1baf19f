import { describe, expect, it } from "vitest";
import type { SlaPolicy } from "@/api/admin-types";
import {
  goalFaults,
  NEW_POLICY,
  newPolicy,
  parseRanks,
  policyChange,
  policyDraft,
} from "./policy-form";

const policy: SlaPolicy = {
  id: "p-1",
  name: "VIP",
  position: 10,
  active: true,
  conditions: {
    queues: ["q-2", "q-1"],
    categories: ["c-1"],
    channels: [],
    ranks: ["ゴールド", "プラチナ"],
    priorities: ["high", "urgent"],
  },
  goals: {
    first_response: { minutes: 15, warn_percent: 50 },
    next_response: null,
    resolution: { minutes: 240, warn_percent: 80 },
  },
  escalation: { warn_owner: true, call_supervisors: true, raise_to: "urgent" },
  hours: "h-1",
  version: 2,
};
const order = { queues: ["q-1", "q-2"], categories: ["c-1"], channels: ["ch-1"] };
const draft = policyDraft(policy, order);

describe("a policy in its form", () => {
  it("stands in the form's order and goes back as it came", () => {
    expect(draft.queues).toEqual(["q-1", "q-2"]);
    expect(draft.priorities).toEqual(["urgent", "high"]);
    expect(draft.ranks).toBe("ゴールド、プラチナ");
    const { goals, escalation, hours, conditions } = newPolicy(draft);
    expect({ goals, escalation, hours }).toEqual({
      goals: policy.goals,
      escalation: policy.escalation,
      hours: "h-1",
    });
    expect(conditions?.ranks).toEqual(policy.conditions.ranks);
  });

  it("sends only the parts that changed, each as a whole", () => {
    expect(policyChange(draft, draft)).toEqual({});
    expect(policyChange(draft, { ...draft, ranks: "ゴールド" })).toEqual({
      conditions: {
        ...policy.conditions,
        queues: ["q-1", "q-2"],
        priorities: ["urgent", "high"],
        ranks: ["ゴールド"],
      },
    });
    const goals = { ...draft.goals, resolution: { minutes: "", warn: "80" } };
    expect(policyChange(draft, { ...draft, goals })).toEqual({
      goals: { ...policy.goals, resolution: null },
    });
    expect(policyChange(draft, { ...draft, hours: null })).toEqual({ hours: null });
    expect(policyChange(draft, { ...draft, raiseTo: null })).toEqual({
      escalation: { ...policy.escalation, raise_to: null },
    });
  });
});

describe("goals", () => {
  const goals = (minutes: string, warn = "80") => ({
    ...NEW_POLICY.goals,
    first_response: { minutes, warn },
  });
  it("are whole minutes within 90 days and a part of them, at least one", () => {
    expect(goalFaults(goals("60"))).toEqual({});
    expect(goalFaults(goals("129600", "99"))).toEqual({});
    expect(goalFaults(goals("60"))).toEqual({});
    expect(goalFaults(NEW_POLICY.goals)).toEqual({ goals: "noGoal" });
    expect(goalFaults(goals("0"))).toEqual({ "goals.first_response": "minutes" });
    expect(goalFaults(goals("129601"))).toEqual({ "goals.first_response": "minutes" });
    expect(goalFaults(goals("1時間"))).toEqual({ "goals.first_response": "minutes" });
    expect(goalFaults(goals("60", "100"))).toEqual({ "warn.first_response": "warn" });
    expect(goalFaults(goals("60", ""))).toEqual({ "warn.first_response": "warn" });
  });
});

describe("ranks", () => {
  it.each([
    ["ゴールド、プラチナ", ["ゴールド", "プラチナ"]],
    [" Gold, VIP A ,Gold ", ["Gold", "VIP A"]],
    ["", []],
  ])("%s", (typed, ranks) => {
    expect(parseRanks(typed)).toEqual(ranks);
  });
});

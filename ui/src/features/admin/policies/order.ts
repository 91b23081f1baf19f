import type { SlaPolicy } from "@/api/admin-types";

/** Distance between two places where all are given anew. */
const STEP = 10;

/** A new place of a policy. */
export interface Placement {
  id: string;
  position: number;
}

/** The policies in the order in which they are tried. */
export function inTurn(policies: readonly SlaPolicy[]): SlaPolicy[] {
  return policies.toSorted((a, b) => a.position - b.position || a.id.localeCompare(b.id));
}

/**
 * What changes when a policy moves by one place: it and its neighbour change places; where places
 * are not distinct, all are given anew.
 */
export function moved(policies: readonly SlaPolicy[], id: string, step: -1 | 1): Placement[] {
  const order = inTurn(policies);
  const from = order.findIndex((each) => each.id === id);
  const [policy, other] = [order[from], order[from + step]];
  if (!policy || !other) return [];
  const places = order.map((each) => each.position);
  if (new Set(places).size === places.length) {
    return [
      { id: policy.id, position: other.position },
      { id: other.id, position: policy.position },
    ];
  }
  return order
    .with(from, other)
    .with(from + step, policy)
    .map((each, at) => ({ id: each.id, position: (at + 1) * STEP, before: each.position }))
    .filter((each) => each.position !== each.before)
    .map(({ id: which, position }) => ({ id: which, position }));
}

/** The policies with some at their new places. */
export function placed(
  policies: readonly SlaPolicy[],
  placements: readonly Placement[],
): SlaPolicy[] {
  const places = new Map(placements.map((each) => [each.id, each.position]));
  return inTurn(
    policies.map((each) => ({ ...each, position: places.get(each.id) ?? each.position })),
  );
}

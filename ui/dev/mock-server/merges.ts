import type {
  CustomerRow,
  Lookalike,
  LookalikeDecision,
  Lookalikes,
  MergeEntry,
  NewMerge,
  RecordBrief,
} from "../../src/api/types";
import { Refusal } from "./refusal.ts";
import type { World } from "./world.ts";

/** The ledger of records that are one person; the mock only remembers it. */
const ledgers = new WeakMap<World, MergeEntry[]>();

function ledgerOf(world: World): MergeEntry[] {
  const found = ledgers.get(world) ?? [];
  ledgers.set(world, found);
  return found;
}

function brief({ id, external_id, name, anonymous }: CustomerRow): RecordBrief {
  return { id, external_id, name, anonymous };
}

/** The entries of a customer, newest first. */
export function mergesOf(world: World, id: string): MergeEntry[] {
  return ledgerOf(world).filter((each) => [each.absorbed.id, each.survivor.id].includes(id));
}

/** Joins two records: the other one is found no more until the entry is crossed out. */
export function join(world: World, survivor: CustomerRow, input: NewMerge): void {
  const other = world.customers.get(input.other);
  if (!other) throw new Refusal(404, "not_found", "見つかりません。");
  ledgerOf(world).unshift({
    id: `merge-${ledgerOf(world).length + 1}`,
    absorbed: brief(world.customerRow(other)),
    survivor: brief(survivor),
    reason: "decided",
    note: input.note ?? "",
    by: world.me.id,
    at: new Date().toISOString(),
    undone_at: null,
    undone_by: null,
  });
}

/** Crosses an entry out. */
export function undo(world: World, id: string): MergeEntry {
  const entry = ledgerOf(world).find((each) => each.id === id);
  if (!entry) throw new Refusal(404, "not_found", "見つかりません。");
  entry.undone_at = new Date().toISOString();
  entry.undone_by = world.me.id;
  return entry;
}

/** Pairs that somebody has decided. */
const decided = new WeakMap<World, Set<string>>();
const pairOf = (a: string, b: string) => [a, b].sort().join(":");

/** Some pairs to decide: neighbours in the list of customers stand in for double ones. */
export function lookalikes(world: World, customer: string | null): Lookalikes {
  const gone = decided.get(world) ?? new Set();
  const joined = ledgerOf(world).filter((each) => !each.undone_at);
  const known = [...world.customers.values()].filter((each) => !each.anonymous).slice(0, 8);
  const items: Lookalike[] = [];
  for (let at = 0; at + 1 < known.length; at += 2) {
    const [a, b] = [known[at], known[at + 1]];
    if (!a || !b || gone.has(pairOf(a.id, b.id))) continue;
    const one = joined.some(
      (each) => pairOf(each.absorbed.id, each.survivor.id) === pairOf(a.id, b.id),
    );
    if (one || (customer && ![a.id, b.id].includes(customer))) continue;
    items.push({
      a: world.customerRow(a),
      b: world.customerRow(b),
      score: 97 - at * 9,
      signals: at === 0 ? ["same_name", "same_phone", "different_reading"] : ["same_name"],
      found_at: new Date().toISOString(),
    });
  }
  return { items, count: items.length, score_min: 50 };
}

export function tellApart(world: World, { a, b, different }: LookalikeDecision): void {
  const gone = decided.get(world) ?? new Set();
  decided.set(world, gone);
  if (different) gone.add(pairOf(a, b));
  else gone.delete(pairOf(a, b));
}

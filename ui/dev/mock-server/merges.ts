import type { CustomerRow, MergeEntry, NewMerge, RecordBrief } from "../../src/api/types";
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

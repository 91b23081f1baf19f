import { useSyncExternalStore } from "react";

/**
 * Cases that are selected for one act. Kept beside the list, because rows come and go under the hand;
 * `null` while nothing is being selected.
 */
let selected: ReadonlySet<string> | null = null;
const listeners = new Set<() => void>();

function publish(next: ReadonlySet<string> | null): void {
  selected = next;
  for (const listener of listeners) listener();
}

/** Begins to select, or ends it. */
export function selectMode(on: boolean): void {
  publish(on ? new Set() : null);
}

/** Selects a case, or not any more; begins to select when nobody has. */
export function toggle(id: string): void {
  const next = new Set(selected ?? []);
  if (!next.delete(id)) next.add(id);
  publish(next);
}

/** Selects these and no others. */
export function selectOnly(ids: readonly string[]): void {
  publish(new Set(ids));
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
};

export const useSelection = () => useSyncExternalStore(subscribe, () => selected);

/** Whether one case is selected; `null` while nothing is being selected. */
export const useSelected = (id: string): boolean | null =>
  useSyncExternalStore(subscribe, () => (selected ? selected.has(id) : null));

import { useCallback, useSyncExternalStore } from "react";

/** Milliseconds between two publications of merged changes. */
export const FLUSH_MS = 250;
/** Changes that are published at once even in a hidden tab, where timers hardly run. */
export const FLUSH_COUNT = 500;

type Listener = () => void;

/**
 * Rows by id, outside React. Changes are last-write-wins and published in batches; a component
 * re-renders only when its own row changed. Measured: this is what keeps the desk at 60 fps while
 * 200 changes arrive per second.
 */
export class EntityStore<T extends { id: string }> {
  /** The row that was published longest ago comes first. */
  private readonly rows = new Map<string, T>();
  private readonly pending = new Map<string, T>();
  private readonly doubted = new Set<string>();
  private readonly rowListeners = new Map<string, Set<Listener>>();
  private readonly listeners = new Set<Listener>();
  private readonly holders = new Set<() => Iterable<string>>();
  private timer: ReturnType<typeof setTimeout> | null = null;
  private counter = 0;

  /**
   * @param newer whether an incoming row replaces the present one
   * @param merge what becomes of fields that an incoming row does not carry
   */
  constructor(
    private readonly newer: (incoming: T, present: T) => boolean = () => true,
    private readonly merge: (incoming: T, present: T) => T = (incoming) => incoming,
  ) {}

  /** The row as last published. */
  get(id: string): T | undefined {
    return this.rows.get(id);
  }

  /** All published rows but those in doubt. */
  *all(): IterableIterator<T> {
    for (const [id, row] of this.rows) {
      if (!this.doubted.has(id)) yield row;
    }
  }

  /**
   * Changes may have been missed: what is here may have become something else. Rows stay where
   * they are asked for by id; each is believed again when it is next received.
   */
  doubt(): void {
    this.flush();
    for (const id of this.rows.keys()) this.doubted.add(id);
  }

  /** Counts publications; a snapshot for whoever depends on many rows. */
  version = (): number => this.counter;

  /** Takes a live change; it shows with the next flush. */
  receive(row: T): void {
    this.stage(row);
    if (this.pending.size >= FLUSH_COUNT) this.flush();
    else if (this.pending.size > 0) this.timer ??= setTimeout(() => this.flush(), FLUSH_MS);
  }

  /** Takes rows that a request brought, or that the person's own action changed: shown at once. */
  put(rows: readonly T[]): void {
    for (const row of rows) this.stage(row);
    this.flush();
  }

  /**
   * Changes a row that is here, as it is now: what still waits to be published is part of it. That
   * takes no doubt away.
   */
  change(id: string, change: (row: T) => T): void {
    const present = this.pending.get(id) ?? this.rows.get(id);
    if (!present) return;
    const doubted = this.doubted.has(id) && !this.pending.has(id);
    this.put([change(present)]);
    if (doubted) this.doubted.add(id);
  }

  private stage(row: T): void {
    const present = this.pending.get(row.id) ?? this.rows.get(row.id);
    if (present && !this.newer(row, present)) return;
    this.pending.set(row.id, present ? this.merge(row, present) : row);
  }

  /** Publishes what waits. */
  flush(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    if (this.pending.size === 0) return;
    const changed = [...this.pending];
    this.pending.clear();
    this.counter += 1;
    for (const [id, row] of changed) {
      this.rows.delete(id);
      this.rows.set(id, row);
      this.doubted.delete(id);
    }
    for (const [id] of changed) {
      for (const listener of this.rowListeners.get(id) ?? []) listener();
    }
    for (const listener of this.listeners) listener();
  }

  /** Keeps the rows of a list from being forgotten; the list is asked when it comes to that. */
  hold(ids: () => Iterable<string>): () => void {
    this.holders.add(ids);
    return () => this.holders.delete(ids);
  }

  /**
   * Forgets the rows that changed longest ago until `size` are left; never one that somebody looks
   * at or holds in a list.
   */
  prune(size: number, keep: (row: T) => boolean = () => false): void {
    const held = new Set([...this.holders].flatMap((ids) => [...ids()]));
    for (const [id, row] of this.rows) {
      if (this.rows.size <= size) break;
      if (held.has(id) || this.rowListeners.has(id) || keep(row)) continue;
      this.rows.delete(id);
      this.doubted.delete(id);
    }
    this.counter += 1;
  }

  clear(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.pending.clear();
    this.rows.clear();
    this.doubted.clear();
    this.counter += 1;
    for (const listener of this.listeners) listener();
  }

  get size(): number {
    return this.rows.size;
  }

  /** Calls back when this row was published. */
  subscribeRow(id: string, listener: Listener): () => void {
    const set = this.rowListeners.get(id) ?? new Set();
    set.add(listener);
    this.rowListeners.set(id, set);
    return () => {
      set.delete(listener);
      if (set.size === 0) this.rowListeners.delete(id);
    };
  }

  /** Calls back after every publication. */
  subscribe = (listener: Listener): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
}

/** One row of a store, re-rendering only when that row changes. */
export function useEntity<T extends { id: string }>(
  store: EntityStore<T>,
  id: string,
): T | undefined {
  const subscribe = useCallback(
    (listener: Listener) => store.subscribeRow(id, listener),
    [store, id],
  );
  return useSyncExternalStore(subscribe, () => store.get(id));
}

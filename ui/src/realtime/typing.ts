import { useCallback, useSyncExternalStore } from "react";

/** Milliseconds after which somebody who went quiet no longer types. */
const FADE_MS = 5_000;

const typing = new Map<string, { who: string; timer: ReturnType<typeof setTimeout> }>();
const listeners = new Map<string, Set<() => void>>();

function notify(caseId: string): void {
  for (const listener of listeners.get(caseId) ?? []) listener();
}

/** Somebody types in a case. */
export function showTyping(caseId: string, who: string): void {
  const present = typing.get(caseId);
  if (present) clearTimeout(present.timer);
  typing.set(caseId, { who, timer: setTimeout(() => hideTyping(caseId), FADE_MS) });
  notify(caseId);
}

/** Whoever typed has sent it, or stopped. */
export function hideTyping(caseId: string): void {
  const present = typing.get(caseId);
  if (!present) return;
  clearTimeout(present.timer);
  typing.delete(caseId);
  notify(caseId);
}

/** Who types in this case right now; `customer` or a colleague's id. */
export function useTyping(caseId: string): string | null {
  const subscribe = useCallback(
    (listener: () => void) => {
      const set = listeners.get(caseId) ?? new Set();
      set.add(listener);
      listeners.set(caseId, set);
      return () => {
        set.delete(listener);
      };
    },
    [caseId],
  );
  return useSyncExternalStore(subscribe, () => typing.get(caseId)?.who ?? null);
}

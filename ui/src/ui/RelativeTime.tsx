import { useSyncExternalStore } from "react";
import { useSettings } from "@/lib/settings";
import { formatAge, formatDateTime } from "@/lib/time";

/** Seconds between two readings of the shared clock. */
const TICK_MS = 15_000;

let now = Date.now();
let timer: ReturnType<typeof setInterval> | null = null;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const each of listeners) each();
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0 && timer) {
      clearInterval(timer);
      timer = null;
    }
  };
}

/** One clock for all ages on the page: no timer per row. */
export function useCoarseNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}

/** `3分` with the full time as its title. */
export function RelativeTime({ at, className }: { at: string; className?: string }) {
  const { language } = useSettings();
  const current = useCoarseNow();
  return (
    <time dateTime={at} title={formatDateTime(at, language)} className={className}>
      {formatAge(at, language, Math.max(current, Date.now() - TICK_MS))}
    </time>
  );
}

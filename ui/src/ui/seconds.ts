import { useSyncExternalStore } from "react";
import { serverNow } from "@/lib/clock";

let now = serverNow();
let timer: ReturnType<typeof setInterval> | null = null;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  if (!timer) {
    // Nobody has looked for a while.
    now = serverNow();
    timer = setInterval(() => {
      now = serverNow();
      for (const each of listeners) each();
    }, 1000);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0 && timer) {
      clearInterval(timer);
      timer = null;
    }
  };
}

/** The server's time, milliseconds, read each second: one timer for all clocks of the desk. */
export function useServerSecond(): number {
  return useSyncExternalStore(subscribe, () => now);
}

/**
 * What somebody makes of the server's time, read each second; renders anew only when that changes,
 * so `read` answers with a number or a text.
 */
export function useServerTime<T extends number | string | boolean>(read: (now: number) => T): T {
  return useSyncExternalStore(subscribe, () => read(now));
}

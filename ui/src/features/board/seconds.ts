import { useSyncExternalStore } from "react";
import { serverNow } from "@/lib/clock";

let now = serverNow();
let timer: ReturnType<typeof setInterval> | null = null;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = serverNow();
    for (const each of listeners) each();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0 && timer) {
      clearInterval(timer);
      timer = null;
    }
  };
}

/** The server's time, milliseconds, read each second: one timer for all clocks of the board. */
export function useServerSecond(): number {
  return useSyncExternalStore(subscribe, () => now);
}

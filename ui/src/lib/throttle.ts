/** A throttled action. */
export interface Throttled {
  (): void;
  /** Forgets a call that still waits for the end of its interval. */
  cancel(): void;
}

/**
 * Calls `action` at most once in `ms` milliseconds: at once when it has been quiet, otherwise once
 * at the end of the interval.
 */
export function throttle(action: () => void, ms: number): Throttled {
  let last = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | null = null;
  const run = () => {
    timer = null;
    last = Date.now();
    action();
  };
  const call = () => {
    if (timer) return;
    const wait = last + ms - Date.now();
    if (wait <= 0) run();
    else timer = setTimeout(run, wait);
  };
  const cancel = () => {
    if (timer) clearTimeout(timer);
    timer = null;
  };
  return Object.assign(call, { cancel });
}

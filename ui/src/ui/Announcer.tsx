import { useSyncExternalStore } from "react";

/** Milliseconds between two polite announcements: a busy centre must not talk without end. */
const PAUSE_MS = 5_000;

let polite = "";
let urgent = "";
let waiting: string | null = null;
let lastAt = 0;
let timer: ReturnType<typeof setTimeout> | null = null;
const listeners = new Set<() => void>();

function notify(): void {
  for (const listener of listeners) listener();
}

/** Says something to readers, at most one sentence per five seconds; the latest one wins. */
export function announce(text: string): void {
  waiting = text;
  if (timer) return;
  const wait = Math.max(0, lastAt + PAUSE_MS - Date.now());
  timer = setTimeout(() => {
    timer = null;
    lastAt = Date.now();
    polite = waiting ?? "";
    waiting = null;
    notify();
  }, wait);
}

/** Interrupts; only for an offer. */
export function announceNow(text: string): void {
  urgent = text;
  notify();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
};

/** The two live regions of the application; nothing else is one but the thread. */
export function Announcer() {
  const politeText = useSyncExternalStore(subscribe, () => polite);
  const urgentText = useSyncExternalStore(subscribe, () => urgent);
  return (
    <>
      {/* The top layer is what an open dialog does not silence. */}
      <div role="status" aria-live="polite" data-react-aria-top-layer className="sr-only">
        {politeText}
      </div>
      <div aria-live="assertive" data-react-aria-top-layer className="sr-only">
        {urgentText}
      </div>
    </>
  );
}

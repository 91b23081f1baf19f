import { useEffect, useRef, useState } from "react";

/** Milliseconds of quiet before the typed words are searched for. */
const SEARCH_MS = 300;

/** Whether an input event belongs to a conversion that is not over (変換中). */
export const isComposing = (event: Event) => event instanceof InputEvent && event.isComposing;

/**
 * What stands in a search box. The words are searched for when the typing rests, never those of
 * a conversion; what is searched for comes back as `value` later and never changes what was typed
 * in the meantime.
 */
export function useSearchText(value: string, onChange: (q: string) => void) {
  const [text, setText] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  /** What was sent and has not come back, oldest first. */
  const sent = useRef<string[]>([]);
  useEffect(() => {
    const known = sent.current.indexOf(value);
    sent.current = sent.current.slice(known + 1);
    if (known >= 0) return;
    // Somebody else changed it: another list, the way back.
    sent.current = [];
    clearTimeout(timer.current);
    setText(value);
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const search = (q: string, at: "once" | "soon") => {
    const known = q === (sent.current.at(-1) ?? value);
    if (known && at === "soon") return;
    if (!known) sent.current.push(q);
    onChange(q);
  };
  const latest = useRef(search);
  latest.current = search;

  const compose = (next: string) => {
    setText(next);
    clearTimeout(timer.current);
  };
  const change = (next: string, at: "once" | "soon") => {
    compose(next);
    const wait = at === "once" ? 0 : SEARCH_MS;
    timer.current = setTimeout(() => latest.current(next.trim(), at), wait);
  };
  return { text, change, compose };
}

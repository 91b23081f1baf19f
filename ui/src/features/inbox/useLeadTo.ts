import { type RefObject, useEffect, useRef } from "react";
import type { Thread } from "@/api/types";
import type { ThreadItem } from "./thread-items";

/** Pages of a thread that are read for the sake of one entry, at most. */
const PAGES_MAX = 40;

/** What the thread's list of pages can do for us. */
interface Pages {
  data: { pages: Thread[] } | undefined;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => unknown;
}

/**
 * Shows the entry that was asked for, once, with the focus on it: older pages are read until it is
 * there. One that is no longer there leaves the reader where they are.
 */
export function useLeadTo(
  wanted: number | undefined,
  items: readonly ThreadItem[],
  pages: Pages,
  scroll: { ref: RefObject<HTMLElement | null>; leave: () => void },
): void {
  const done = useRef<number>(undefined);
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = pages;
  const { ref, leave } = scroll;
  useEffect(() => {
    if (wanted === undefined || done.current === wanted || !data) return;
    const place = placeOf(items, wanted);
    const oldest = data.pages.at(-1)?.messages[0]?.seq ?? 0;
    if (place === undefined && oldest > wanted && hasNextPage && data.pages.length < PAGES_MAX) {
      if (!isFetchingNextPage) void fetchNextPage();
      return;
    }
    done.current = wanted;
    const entry = ref.current?.querySelector<HTMLElement>(`[data-seq="${place}"]`);
    if (!entry) return;
    leave();
    entry.scrollIntoView({ block: "center" });
    entry.focus({ preventScroll: true });
  }, [wanted, items, data, hasNextPage, isFetchingNextPage, fetchNextPage, ref, leave]);
}

/** The entry that a message is shown in: its own, or the folded one of its side conversation. */
function placeOf(items: readonly ThreadItem[], wanted: number): number | undefined {
  for (const item of items) {
    if (item.type === "message" && item.message.seq === wanted) return wanted;
    if (item.type === "side" && item.messages.some((each) => each.seq === wanted)) {
      return item.messages.at(-1)?.seq;
    }
  }
  return undefined;
}

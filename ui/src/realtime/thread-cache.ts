import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import { keys } from "@/api/query-keys";
import type { CaseDetail, Message, Thread } from "@/api/types";
import { isLive } from "@/lib/channel";

type Pages = InfiniteData<Thread, number | undefined>;

/** Appends an entry to a thread that is on screen or in the cache. Never merges two entries. */
export function addMessage(cache: QueryClient, message: Message): void {
  cache.setQueryData<Pages>(keys.thread(message.case), (data) =>
    data ? { ...data, pages: withMessage(data.pages, message) } : data,
  );
}

/** Pages are newest first, each ascending; an entry that is there already is replaced. */
export function withMessage(pages: Thread[], message: Message): Thread[] {
  const known = pages.some((page) => page.messages.some((each) => each.id === message.id));
  if (known) return replaceIn(pages, message);
  const [newest, ...older] = pages;
  if (!newest) return pages;
  const messages = [...newest.messages];
  let at = messages.length;
  while (at > 0 && (messages[at - 1]?.seq ?? 0) > message.seq) at -= 1;
  messages.splice(at, 0, message);
  return [{ ...newest, messages }, ...older];
}

/** Replaces an entry whose delivery changed. */
export function changeMessage(cache: QueryClient, message: Message): void {
  cache.setQueryData<Pages>(keys.thread(message.case), (data) =>
    data ? { ...data, pages: replaceIn(data.pages, message) } : data,
  );
}

function replaceIn(pages: Thread[], message: Message): Thread[] {
  return pages.map((page) =>
    page.messages.some((each) => each.id === message.id)
      ? { ...page, messages: page.messages.map((m) => (m.id === message.id ? message : m)) }
      : page,
  );
}

/** The customer has read up to a log position; older sessions were read before it. */
export function customerRead(cache: QueryClient, caseId: string, n: number): void {
  cache.setQueryData<CaseDetail>(keys.detail(caseId), (detail) =>
    detail
      ? {
          ...detail,
          interactions: detail.interactions.map((each) =>
            isLive(each.channel_kind)
              ? { ...each, customer_read: Math.max(each.customer_read ?? 0, n) }
              : each,
          ),
        }
      : detail,
  );
}

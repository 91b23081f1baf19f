import { useInfiniteQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { markRead, threadQuery } from "@/api/cases";
import { useMe } from "@/api/me";
import type { CaseDetail, CaseRow, Message, UserId } from "@/api/types";
import { useSettings } from "@/lib/settings";
import { formatDay } from "@/lib/time";
import { isUnread } from "@/realtime/stores";
import { announce } from "@/ui/Announcer";
import { Icon } from "@/ui/Icon";
import { ProblemState } from "@/ui/Problem";
import { SkeletonRows } from "@/ui/Skeleton";
import { usePending } from "./outbox";
import { PendingEntry } from "./PendingEntry";
import { SessionLine } from "./SessionLine";
import { SideEntry } from "./sides/SideEntry";
import { ThreadEntry } from "./ThreadEntry";
import { TypingLine } from "./TypingLine";
import { lastOutbound, type ThreadItem, threadItems } from "./thread-items";
import { useLeadTo } from "./useLeadTo";

/** Pixels from the end within which the thread follows new entries. */
const NEAR_END = 80;
/** Milliseconds an entry may be known of before it must be here. */
const GAP_MS = 1_500;
/** Milliseconds an entry must be on screen before it counts as read. */
const READ_MS = 700;

interface ThreadProps {
  row: CaseRow;
  /** The entry that the address leads to, by its place in the log. */
  wanted?: number | undefined;
  detail: CaseDetail | undefined;
  customerLabel: string;
}

/** Everything that was said in a case, over all its sessions and channels. */
export function Thread({ row, wanted, detail, customerLabel }: ThreadProps) {
  const { t } = useTranslation("inbox");
  const thread = useInfiniteQuery(threadQuery(row.id));
  const me = useMe();
  const pending = usePending(row.id, me.id);
  const pages = thread.data?.pages;
  const items = useMemo(
    () => threadItems(pages ?? [], detail?.interactions ?? [], pending, detail?.sides ?? []),
    [pages, detail, pending],
  );
  const newest = pages?.[0]?.messages.at(-1);
  const scroll = useFollowEnd(items, pages?.length ?? 0, newest, me.id);
  useLeadTo(wanted, items, thread, scroll);
  useReadMark(row, newest, scroll.atEnd);
  useGapCheck(row, newest, thread.refetch);
  useAnnouncements(newest, customerLabel);

  if (thread.isPending) {
    return (
      <div className="min-h-0 grow">
        <SkeletonRows rows={5} label={t("thread.loading")} />
      </div>
    );
  }
  if (thread.isError) {
    return (
      <div className="min-h-0 grow">
        <ProblemState error={thread.error} onRetry={() => void thread.refetch()} />
      </div>
    );
  }
  const lastSent = lastOutbound(thread.data.pages);
  return (
    <div className="relative flex min-h-0 grow flex-col">
      <div
        ref={scroll.ref}
        onScroll={scroll.onScroll}
        role="log"
        aria-label={t("thread.name", { name: customerLabel })}
        // New words of the customer are said by the announcer; a live region that also grows
        // upwards would read out the history.
        aria-live="off"
        aria-busy={thread.isFetchingNextPage}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        className="ring-inset-focus min-h-0 grow overflow-y-auto px-5 py-4"
      >
        <div className="mx-auto flex max-w-3xl flex-col">
          {thread.hasNextPage && (
            <button
              type="button"
              disabled={thread.isFetchingNextPage}
              onClick={() => void thread.fetchNextPage()}
              className="mx-auto mb-3 h-7 rounded-md border border-border px-3 text-muted text-xs hover:bg-subtle disabled:opacity-60"
            >
              {thread.isFetchingNextPage ? t("thread.loading") : t("thread.older")}
            </button>
          )}
          {row.cleared && (
            <p className="mb-3 flex items-center justify-center gap-1.5 rounded-md bg-subtle px-3 py-1.5 text-muted text-xs">
              <Icon name="info" size={13} />
              {t(`thread.cleared.${row.cleared}`)}
            </p>
          )}
          {items.map((item) => (
            <Line
              key={item.key}
              item={item}
              row={row}
              detail={detail}
              lastSent={lastSent}
              customerLabel={customerLabel}
            />
          ))}
          <TypingLine caseId={row.id} customerLabel={customerLabel} />
        </div>
      </div>
      {scroll.missed > 0 && (
        <button
          type="button"
          onClick={scroll.toEnd}
          className="animate-pop absolute bottom-3 left-1/2 flex h-7 -translate-x-1/2 items-center gap-1 rounded-full bg-accent-solid px-3 font-medium text-on-accent text-xs shadow-pop"
        >
          <Icon name="down" size={12} />
          {t("thread.missed", { count: scroll.missed })}
        </button>
      )}
    </div>
  );
}

interface LineProps extends Omit<ThreadProps, "wanted"> {
  item: ThreadItem;
  lastSent: Message | undefined;
}

function Line({ item, row, detail, lastSent, customerLabel }: LineProps) {
  const { language } = useSettings();
  if (item.type === "day") {
    return (
      <div className="my-3 flex items-center gap-3 text-2xs text-muted first:mt-0">
        <span className="h-px grow bg-border" />
        <time dateTime={item.at}>{formatDay(item.at, language)}</time>
        <span className="h-px grow bg-border" />
      </div>
    );
  }
  if (item.type === "session") return <SessionLine interaction={item.interaction} />;
  if (item.type === "side") return <SideEntry side={item.side} messages={item.messages} />;
  if (item.type === "pending") return <PendingEntry pending={item.pending} />;
  const session = detail?.interactions.find((each) => each.id === item.message.interaction);
  return (
    <ThreadEntry
      message={item.message}
      continued={item.continued}
      customerLabel={customerLabel}
      anonymous={row.customer.anonymous}
      showDelivery={
        item.message.id === lastSent?.id ||
        item.message.delivery === "failed" ||
        item.message.delivery === "queued"
      }
      readByCustomer={(session?.customer_read ?? -1) >= item.message.seq}
      channel={session?.channel_kind}
    />
  );
}

/** Pixels left above an entry that is shown from its beginning. */
const ABOVE = 16;

/**
 * Where a thread is scrolled to when one follows it: its end, or the beginning of the newest entry
 * where that is higher than the window, as long mails are.
 */
function endOf(element: HTMLElement): number {
  const bottom = element.scrollHeight - element.clientHeight;
  // The line of who is typing stands below the newest entry.
  const newest = element.firstElementChild?.lastElementChild?.previousElementSibling;
  if (!(newest instanceof HTMLElement)) return bottom;
  const box = newest.getBoundingClientRect();
  const top = box.top - element.getBoundingClientRect().top + element.scrollTop;
  return Math.max(0, Math.min(bottom, top - ABOVE));
}

/**
 * Keeps the end in sight while the reader is there, and the place when older entries come in. Only
 * the reader's own words lead to the end from elsewhere.
 */
function useFollowEnd(
  items: readonly ThreadItem[],
  pages: number,
  newest: Message | undefined,
  me: UserId,
) {
  const ref = useRef<HTMLDivElement>(null);
  const [atEnd, setAtEnd] = useState(true);
  const [missed, setMissed] = useState(0);
  const seen = useRef({ pages: 0, height: 0, newest: 0, sending: "", atEnd: true });

  useLayoutEffect(() => {
    const element = ref.current;
    if (!element || items.length === 0) return;
    const before = seen.current;
    const grewUpwards = before.pages > 0 && pages > before.pages;
    const added = newest && newest.seq > before.newest;
    const last = items.at(-1);
    const sending = last?.type === "pending" ? last.key : "";
    const mine =
      (sending !== "" && sending !== before.sending) ||
      (added && newest.kind === "outbound" && newest.author === me);
    if (grewUpwards) element.scrollTop += element.scrollHeight - before.height;
    else if (before.atEnd || mine) element.scrollTop = endOf(element);
    else if (added && newest.kind === "inbound") setMissed((count) => count + 1);
    seen.current = {
      ...before,
      pages,
      height: element.scrollHeight,
      newest: newest?.seq ?? 0,
      sending,
    };
  }, [items, pages, newest, me]);

  // Pictures and mails grow after they are drawn: the end stays the end.
  useEffect(() => {
    const content = ref.current?.firstElementChild;
    if (!content || typeof ResizeObserver === "undefined") return;
    const observer = new ResizeObserver(() => {
      const element = ref.current;
      if (element && seen.current.atEnd) element.scrollTop = endOf(element);
    });
    observer.observe(content);
    return () => observer.disconnect();
  });

  const onScroll = () => {
    const element = ref.current;
    if (!element) return;
    const end = element.scrollTop > endOf(element) - NEAR_END;
    seen.current.atEnd = end;
    seen.current.height = element.scrollHeight;
    setAtEnd(end);
    if (end) setMissed(0);
  };
  /** The end is no longer followed: the reader is led elsewhere. */
  const leave = useCallback(() => {
    seen.current.atEnd = false;
    setAtEnd(false);
  }, []);
  const toEnd = () => {
    if (ref.current) ref.current.scrollTop = endOf(ref.current);
    setMissed(0);
  };
  return { ref, atEnd, missed, onScroll, leave, toEnd };
}

/** Marks the case read once its end has been on screen for a moment. */
function useReadMark(row: CaseRow, newest: Message | undefined, atEnd: boolean): void {
  const { id } = row;
  // Somebody may be called to a case without a new word in it: a promise runs out.
  const unread = isUnread(row) || row.called === true;
  const seq = newest?.seq;
  useEffect(() => {
    if (!unread || !atEnd || seq === undefined) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const arm = () => {
      clearTimeout(timer);
      if (document.visibilityState !== "visible") return;
      timer = setTimeout(() => {
        // The mark is a comfort; the next entry sets it again.
        markRead(id, seq).catch(() => {});
      }, READ_MS);
    };
    arm();
    document.addEventListener("visibilitychange", arm);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", arm);
    };
  }, [id, unread, atEnd, seq]);
}

/**
 * Reads the thread again when its case knows of an entry that has not come: between the first
 * reading and the beginning of the live line one can slip through.
 */
function useGapCheck(row: CaseRow, newest: Message | undefined, refetch: () => unknown): void {
  const behind = newest !== undefined && row.last_seq > newest.seq;
  const { last_seq } = row;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each further entry is another gap
  useEffect(() => {
    if (!behind) return;
    const timer = setTimeout(refetch, GAP_MS);
    return () => clearTimeout(timer);
  }, [behind, last_seq, refetch]);
}

/** Tells readers what the customer has just said. */
function useAnnouncements(newest: Message | undefined, customerLabel: string): void {
  const last = useRef<number | null>(null);
  useEffect(() => {
    if (!newest) return;
    const first = last.current === null;
    const isNew = newest.seq > (last.current ?? 0);
    last.current = newest.seq;
    if (!first && isNew && newest.kind === "inbound") announce(`${customerLabel}: ${newest.text}`);
  }, [newest, customerLabel]);
}

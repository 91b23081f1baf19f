import { useVirtualizer } from "@tanstack/react-virtual";
import { lazy, type RefObject, Suspense, useEffect, useId, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/me";
import type { CaseQuery } from "@/api/types";
import { formatCount } from "@/lib/number";
import { useSettings } from "@/lib/settings";
import { useShortcuts } from "@/lib/shortcuts";
import { EmptyState } from "@/ui/EmptyState";
import { Icon } from "@/ui/Icon";
import { ProblemState } from "@/ui/Problem";
import { SkeletonRows } from "@/ui/Skeleton";
import { CaseRowItem, ROW_HEIGHT } from "./CaseRowItem";
import { selectMode, toggle, useSelection } from "./selection";
import { useLiveList } from "./useLiveList";
import { inOrderOfWait, type ViewSpec } from "./views";

/** Not on the first screen: it comes with its menus when cases are selected. */
const BulkBar = lazy(() => import("./BulkBar"));

interface CaseListProps {
  view: ViewSpec;
  query: CaseQuery;
  me: string;
  openId: string | undefined;
  onOpen: (id: string) => void;
  /** Whether filters or words narrow the list; changes what an empty one says. */
  narrowed: boolean;
}

/** The middle column: a paged, live list of cases. */
export function CaseList({ view, query, me, openId, onOpen, narrowed }: CaseListProps) {
  const { t } = useTranslation("inbox");
  const scroller = useRef<HTMLDivElement>(null);
  const selecting = useSelection() !== null;
  const [hovered, setHovered] = useState(false);
  const [focused, setFocused] = useState(false);
  const { ids, fresh, settle, list } = useLiveList({
    query,
    me,
    oldestFirst: inOrderOfWait(view, query.status),
    frozen: hovered || focused,
    openId,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list is another choice
  useEffect(() => () => selectMode(false), [query]);
  return (
    // The list may go while the pointer is over it: what always stands here sees it leave.
    <div
      onPointerEnter={() => setHovered(true)}
      onPointerLeave={() => setHovered(false)}
      className="relative flex min-h-0 grow flex-col"
    >
      {fresh > 0 && (
        <FreshPill
          count={fresh}
          onPress={() => {
            settle();
            scroller.current?.scrollTo({ top: 0 });
          }}
        />
      )}
      {list.isPending ? (
        <SkeletonRows rows={9} label={t("list.loading")} />
      ) : list.isError ? (
        <ProblemState error={list.error} onRetry={() => void list.refetch()} />
      ) : ids.length === 0 ? (
        <EmptyState
          icon={narrowed ? "filter" : view.icon}
          title={narrowed ? t("list.emptyNarrowed") : t(`empty.${view.id}`)}
          hint={narrowed ? t("list.emptyNarrowedHint") : t(`emptyHint.${view.id}`)}
        />
      ) : (
        <Rows
          label={t(`views.${view.id}`)}
          ids={ids}
          pages={list}
          me={me}
          openId={openId}
          onOpen={onOpen}
          onFocusChange={setFocused}
          scroller={scroller}
        />
      )}
      {selecting && (
        <Suspense fallback={null}>
          <BulkBar shown={ids} />
        </Suspense>
      )}
    </div>
  );
}

/** How much is new, while the list stands still. */
function FreshPill({ count, onPress }: { count: number; onPress: () => void }) {
  const { t } = useTranslation("inbox");
  const { language } = useSettings();
  return (
    <button
      type="button"
      onClick={onPress}
      className="animate-pop absolute top-2 left-1/2 z-10 flex h-7 -translate-x-1/2 items-center gap-1 rounded-full bg-accent-solid px-3 font-medium text-on-accent text-xs shadow-pop hover:bg-accent-solid-hover"
    >
      <Icon name="up" size={12} />
      {t("list.fresh", { count, formatted: formatCount(count, language) })}
    </button>
  );
}

interface RowsProps {
  label: string;
  ids: readonly string[];
  pages: Pick<
    ReturnType<typeof useLiveList>["list"],
    "hasNextPage" | "isFetchingNextPage" | "fetchNextPage"
  >;
  me: string;
  openId: string | undefined;
  onOpen: (id: string) => void;
  onFocusChange: (focused: boolean) => void;
  scroller: RefObject<HTMLDivElement | null>;
}

/** The rows on screen, and the keyboard's place among them. */
function Rows({ label, ids, pages, me, openId, onOpen, onFocusChange, scroller }: RowsProps) {
  const { density } = useSettings();
  const selecting = useSelection() !== null;
  const may = useMe().permissions.includes("case.write");
  const choose = selecting ? toggle : onOpen;
  const cursor = useCursor(ids, openId, choose, scroller);
  useShortcuts({
    x: () => may && cursor.id && toggle(cursor.id),
    ...(selecting ? { escape: () => selectMode(false) } : {}),
  });
  const height = ROW_HEIGHT[density];
  const { hasNextPage, isFetchingNextPage } = pages;
  const virtual = useRows(ids, height, cursor, scroller);
  const items = virtual.getVirtualItems();
  useNextPage(pages, ids.length, items.at(-1)?.index ?? 0);
  // What has the focus and goes says nothing.
  useEffect(() => () => onFocusChange(false), [onFocusChange]);

  const listId = useId();
  const optionId = (id: string) => `${listId}-${id}`;
  const active = cursor.index >= 0 ? cursor.id : null;
  return (
    <div
      ref={scroller}
      role="listbox"
      data-shortcuts
      tabIndex={0}
      aria-label={label}
      aria-multiselectable={selecting || undefined}
      aria-activedescendant={active ? optionId(active) : undefined}
      aria-busy={isFetchingNextPage}
      onKeyDown={cursor.onKeyDown}
      onFocus={() => onFocusChange(true)}
      onBlur={() => onFocusChange(false)}
      className="case-list ring-inset-focus min-h-0 grow overflow-y-auto"
    >
      <div className="relative" style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const id = ids[item.index];
          if (!id) return null;
          return (
            <CaseRowItem
              key={id}
              id={id}
              elementId={optionId(id)}
              me={me}
              open={id === openId}
              active={id === active}
              compact={density === "compact"}
              position={item.index + 1}
              size={hasNextPage ? -1 : ids.length}
              top={item.start}
              height={height}
              onOpen={choose}
            />
          );
        })}
      </div>
    </div>
  );
}

/** Reads on when the end of the list comes into sight. */
function useNextPage(pages: RowsProps["pages"], count: number, lastShown: number): void {
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && lastShown >= count - 12) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, lastShown, count]);
}

/** Which rows are drawn. */
function useRows(
  ids: readonly string[],
  height: number,
  cursor: { index: number; moved: number },
  scroller: RefObject<HTMLDivElement | null>,
) {
  const { index, moved } = cursor;
  const virtual = useVirtualizer({
    count: ids.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 8,
    getItemKey: (at) => ids[at] ?? at,
    // The active row stays in the document even when it is scrolled away: readers point at it.
    rangeExtractor: (range) => {
      const from = Math.max(0, range.startIndex - range.overscan);
      const to = Math.min(range.count - 1, range.endIndex + range.overscan);
      const indexes = Array.from({ length: to - from + 1 }, (_, at) => from + at);
      if (index >= 0 && (index < from || index > to)) {
        indexes.push(index);
        indexes.sort((a, b) => a - b);
      }
      return indexes;
    },
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another density, other heights
  useEffect(() => virtual.measure(), [virtual, height]);
  useEffect(() => {
    if (moved && index >= 0) virtual.scrollToIndex(index, { align: "auto" });
  }, [virtual, index, moved]);
  return virtual;
}

/** The keyboard's place in the list, kept by id so that re-sorting does not move it. */
function useCursor(
  ids: readonly string[],
  openId: string | undefined,
  onOpen: (id: string) => void,
  list: RefObject<HTMLElement | null>,
) {
  const [chosen, setChosen] = useState<string | null>(null);
  const [moved, setMoved] = useState(0);
  const id = chosen && ids.includes(chosen) ? chosen : (openId ?? null);
  const index = useMemo(() => (id ? ids.indexOf(id) : -1), [ids, id]);

  const move = (step: number) => {
    const next = ids[Math.min(ids.length - 1, Math.max(0, index + step))];
    if (!next) return;
    setChosen(next);
    setMoved((count) => count + 1);
  };
  const open = () => id && onOpen(id);

  // The list takes the focus, so that Enter, the arrows and readers are where the eye is.
  const step = (by: number) => {
    list.current?.focus({ preventScroll: true });
    move(by);
  };
  useShortcuts({ j: () => step(1), k: () => step(-1) });

  const steps: Record<string, number> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: 10,
    PageUp: -10,
    Home: -ids.length,
    End: ids.length,
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const step = steps[event.key];
    if (step !== undefined) {
      event.preventDefault();
      move(step);
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      open();
    }
  };
  return { id, index, moved, onKeyDown };
}

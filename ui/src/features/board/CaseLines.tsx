import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { caseListQuery } from "@/api/cases";
import { useNames } from "@/api/directory";
import { queryClient } from "@/api/query-client";
import { keys } from "@/api/query-keys";
import type { CaseQuery, CaseRow } from "@/api/types";
import { channelIcon } from "@/lib/channel";
import { throttle } from "@/lib/throttle";
import { useEntity } from "@/realtime/entity-store";
import { useStreamEvents, useTopic } from "@/realtime/live";
import type { StreamEvent } from "@/realtime/protocol";
import { caseStore } from "@/realtime/stores";
import { Button } from "@/ui/Button";
import { CustomerName } from "@/ui/CustomerName";
import { EmptyState } from "@/ui/EmptyState";
import { Icon } from "@/ui/Icon";
import { ProblemState } from "@/ui/Problem";
import { RelativeTime } from "@/ui/RelativeTime";
import { SkeletonRows } from "@/ui/Skeleton";
import { SlaLine } from "@/ui/SlaClock";
import { WaitClock } from "./WaitClock";

/** Milliseconds between two readings of an open list while cases change. */
const REREAD_MS = 2_000;

/** The cases behind a number, each with its way into the inbox. */
export function CaseLines({ query }: { query: CaseQuery }) {
  const { t } = useTranslation("board");
  const { t: c } = useTranslation("common");
  const list = useInfiniteQuery({ ...caseListQuery(query), staleTime: 0 });
  useFollow(query);
  const ids = useMemo(() => list.data?.pages.flatMap((page) => page.ids) ?? [], [list.data]);

  if (list.isPending) return <SkeletonRows rows={6} label={c("loading")} />;
  if (list.isError) return <ProblemState error={list.error} onRetry={() => void list.refetch()} />;
  if (ids.length === 0) {
    return <EmptyState icon="check" title={t("cases.empty")} hint={t("cases.emptyHint")} />;
  }
  return (
    <>
      <ul aria-label={t("cases.label")}>
        {ids.map((id) => (
          <CaseLine key={id} id={id} view={query.view === "waiting" ? "waiting" : "open"} />
        ))}
      </ul>
      {list.hasNextPage && (
        <div className="flex justify-center p-3">
          <Button
            size="sm"
            isPending={list.isFetchingNextPage}
            onPress={() => void list.fetchNextPage()}
          >
            {c("loadMore")}
          </Button>
        </div>
      )}
    </>
  );
}

/** Reads the list again while cases change: a row that left must not stand there. */
function useFollow(query: CaseQuery): void {
  useTopic("inbox");
  const reread = useMemo(
    () =>
      throttle(() => void queryClient.invalidateQueries({ queryKey: keys.list(query) }), REREAD_MS),
    [query],
  );
  useStreamEvents(
    useCallback(
      (event: StreamEvent) => {
        if (event.type === "case.changed") reread();
      },
      [reread],
    ),
  );
}

function CaseLine({ id, view }: { id: string; view: "waiting" | "open" }) {
  const row = useEntity(caseStore, id);
  if (!row) return null;
  return (
    <li className="border-border border-b">
      <Link
        to="/inbox/{-$view}/{-$caseId}"
        params={{ view, caseId: id }}
        className="ring-inset-focus flex gap-3 px-5 py-2.5 text-text no-underline hover:bg-subtle"
      >
        <CaseContent row={row} />
      </Link>
    </li>
  );
}

function CaseContent({ row }: { row: CaseRow }) {
  const { t } = useTranslation("board");
  const { t: c } = useTranslation("common");
  const names = useNames();
  const owner = row.owner ? names.users.get(row.owner)?.name : null;
  const waits = (row.status === "waiting" || row.status === "reopened") && row.queued_at;
  return (
    <>
      <Icon
        name={channelIcon(row.channel_kind)}
        label={c(`channel.${row.channel_kind}`)}
        className="mt-0.5 text-muted"
      />
      <span className="flex min-w-0 grow flex-col">
        <span className="flex items-center gap-2">
          <CustomerName customer={row.customer} className="font-medium" />
          {(row.priority === "urgent" || row.priority === "high") && (
            <Icon
              name="flag"
              size={13}
              label={`${c("priority.label")}: ${c(`priority.${row.priority}`)}`}
              className={row.priority === "urgent" ? "text-bad" : "text-warn"}
            />
          )}
          <span className="grow" />
          {waits ? (
            <WaitClock since={waits} className="text-sm" />
          ) : (
            <RelativeTime
              at={row.last_message_at ?? row.updated_at}
              className="text-2xs text-muted"
            />
          )}
        </span>
        <span className="truncate text-muted text-xs">
          {row.subject && <span className="text-text">{row.subject} </span>}
          {row.snippet}
        </span>
        <span className="flex items-center gap-1.5 text-2xs text-muted">
          <span className="tnum">#{row.number}</span>
          <span aria-hidden>·</span>
          <span>{c(`status.${row.status}`)}</span>
          <span aria-hidden>·</span>
          <span className="truncate">{names.queues.get(row.queue)?.name}</span>
          <span aria-hidden>·</span>
          <span className="truncate">{owner ?? t("cases.nobody")}</span>
          {row.sla && (
            <>
              <span className="grow" />
              <SlaLine sla={row.sla} />
            </>
          )}
        </span>
      </span>
    </>
  );
}

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { queuesQuery } from "@/api/admin";
import type { Queue } from "@/api/admin-types";
import { useNames } from "@/api/directory";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { ProblemState } from "@/ui/Problem";
import { SkeletonRows } from "@/ui/Skeleton";
import type { SectionProps } from "../AdminPage";
import { AdminTable } from "../AdminTable";
import { ListFilter, SectionFrame } from "../SectionFrame";
import { matches } from "../sections";
import { useFreshDirectory } from "../useFreshDirectory";
import { NEW, useItemNavigation } from "../useItemNavigation";
import { QueueSheet } from "./QueueSheet";

/** Where work waits. */
export default function QueuesSection({ item }: SectionProps) {
  const { t } = useTranslation("admin");
  const { t: c } = useTranslation("common");
  const { create, close } = useItemNavigation("queues");
  const { users } = useNames();
  const list = useQuery(queuesQuery);
  const ready = useFreshDirectory(item);
  const [typed, setTyped] = useState("");
  const members = (queue: Queue) => queue.members.map((id) => users.get(id)?.name ?? "").join("、");
  const rows = (list.data ?? [])
    .filter((queue) => matches(typed, queue.name, members(queue)))
    .sort((a, b) => Number(a.archived) - Number(b.archived) || a.name.localeCompare(b.name, "ja"));
  const open = list.data?.find((queue) => queue.id === item);

  return (
    <SectionFrame
      section="queues"
      tools={
        <>
          <ListFilter label={t("queues.filter")} value={typed} onChange={setTyped} />
          <Button variant="primary" icon="plus" onPress={create}>
            {t("queues.add")}
          </Button>
        </>
      }
    >
      {list.isPending && <SkeletonRows rows={6} label={c("loading")} />}
      {list.isError && <ProblemState error={list.error} onRetry={() => void list.refetch()} />}
      {list.data && rows.length === 0 && (
        <EmptyState icon="queue" title={t("nothing")} hint={t("nothingHint")} />
      )}
      {rows.length > 0 && (
        <AdminTable
          label={t("sections.queues.title")}
          section="queues"
          rows={rows}
          keyOf={(queue) => queue.id}
          nameOf={(queue) => queue.name}
          nameTitle={t("field.name")}
          faded={(queue) => queue.archived}
          columns={[
            {
              id: "members",
              title: t("queues.members"),
              className: "w-full max-w-0",
              cell: (queue) => (
                <span className="flex items-baseline gap-2">
                  <span className="tnum shrink-0">
                    {t("queues.people", { count: queue.members.length })}
                  </span>
                  <span className="truncate text-muted text-xs">{members(queue)}</span>
                </span>
              ),
            },
            {
              id: "offer",
              title: t("queues.offerSeconds"),
              className: "text-right",
              cell: (queue) => (
                <span className="tnum">{t("queues.seconds", { count: queue.offer_seconds })}</span>
              ),
            },
            {
              id: "state",
              title: t("field.state"),
              className: "whitespace-nowrap",
              cell: (queue) =>
                queue.archived ? (
                  <Badge icon="archive">{t("archived")}</Badge>
                ) : (
                  <Badge tone="ok" icon="check">
                    {t("queues.inUse")}
                  </Badge>
                ),
            },
          ]}
        />
      )}
      {ready && item === NEW && <QueueSheet onClose={close} />}
      {ready && open && <QueueSheet key={open.id} queue={open} onClose={close} />}
    </SectionFrame>
  );
}

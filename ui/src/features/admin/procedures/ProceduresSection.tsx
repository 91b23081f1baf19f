import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { proceduresQuery } from "@/api/case-work";
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
import { ProcedureSheet } from "./ProcedureSheet";

/** What is done step by step in kinds of matters. */
export default function ProceduresSection({ item }: SectionProps) {
  const { t } = useTranslation("admin");
  const { t: c } = useTranslation("common");
  const { create, close } = useItemNavigation("procedures");
  const { categories } = useNames();
  const list = useQuery(proceduresQuery);
  const ready = useFreshDirectory(item);
  const [typed, setTyped] = useState("");
  const category = (id: string) => categories.get(id)?.name ?? "";
  const rows = (list.data ?? [])
    .filter((row) =>
      matches(typed, row.name, category(row.category), ...row.steps.map((step) => step.text)),
    )
    .sort((a, b) => Number(a.archived) - Number(b.archived) || a.name.localeCompare(b.name, "ja"));
  const opened = item === NEW ? undefined : list.data?.find((row) => row.id === item);

  return (
    <SectionFrame
      section="procedures"
      tools={
        <>
          <ListFilter label={t("procedures.filter")} value={typed} onChange={setTyped} />
          <Button variant="primary" icon="plus" onPress={create}>
            {t("procedures.add")}
          </Button>
        </>
      }
    >
      {list.isPending && <SkeletonRows rows={6} label={c("loading")} />}
      {list.isError && <ProblemState error={list.error} onRetry={() => void list.refetch()} />}
      {list.data && rows.length === 0 && (
        <EmptyState
          icon="task"
          title={typed ? t("nothing") : t("procedures.empty")}
          hint={typed ? t("nothingHint") : t("procedures.emptyHint")}
        />
      )}
      {rows.length > 0 && (
        <AdminTable
          label={t("sections.procedures.title")}
          section="procedures"
          rows={rows}
          keyOf={(row) => row.id}
          nameOf={(row) => row.name}
          nameTitle={t("field.name")}
          faded={(row) => row.archived}
          columns={[
            {
              id: "category",
              title: t("procedures.category"),
              className: "whitespace-nowrap",
              cell: (row) => category(row.category),
            },
            {
              id: "steps",
              title: t("procedures.steps"),
              className: "w-full max-w-0",
              cell: (row) => (
                <span className="block truncate text-xs">
                  {row.steps.map((step) => step.text).join(" → ")}
                </span>
              ),
            },
            {
              id: "count",
              title: t("procedures.count"),
              className: "tnum whitespace-nowrap",
              cell: (row) =>
                row.archived ? (
                  <Badge icon="archive">{t("archived")}</Badge>
                ) : (
                  String(row.steps.length)
                ),
            },
          ]}
        />
      )}
      {ready && list.data && item === NEW && <ProcedureSheet onClose={close} />}
      {ready && opened && <ProcedureSheet key={opened.id} procedure={opened} onClose={close} />}
    </SectionFrame>
  );
}

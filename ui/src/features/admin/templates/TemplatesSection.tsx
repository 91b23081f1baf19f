import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNames } from "@/api/directory";
import { templateQuery, templatesQuery } from "@/api/templates";
import type { TemplateRow } from "@/api/types";
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
import { TemplateSheet } from "./TemplateSheet";

/** Canned replies. */
export default function TemplatesSection({ item }: SectionProps) {
  const { t } = useTranslation("admin");
  const { t: c } = useTranslation("common");
  const { create, close } = useItemNavigation("templates");
  const { categories } = useNames();
  const list = useQuery(templatesQuery);
  const ready = useFreshDirectory(item);
  const [typed, setTyped] = useState("");
  const category = (row: TemplateRow) =>
    row.category ? (categories.get(row.category)?.name ?? "") : "";
  const rows = (list.data ?? [])
    .filter((row) => matches(typed, row.name, row.shortcut ?? "", row.beginning, category(row)))
    .sort((a, b) => Number(a.archived) - Number(b.archived) || a.name.localeCompare(b.name, "ja"));
  const known = item !== NEW && list.data?.some((row) => row.id === item);

  return (
    <SectionFrame
      section="templates"
      tools={
        <>
          <ListFilter label={t("templates.filter")} value={typed} onChange={setTyped} />
          <Button variant="primary" icon="plus" onPress={create}>
            {t("templates.add")}
          </Button>
        </>
      }
    >
      {list.isPending && <SkeletonRows rows={6} label={c("loading")} />}
      {list.isError && <ProblemState error={list.error} onRetry={() => void list.refetch()} />}
      {list.data && rows.length === 0 && (
        <EmptyState
          icon="template"
          title={typed ? t("nothing") : t("templates.empty")}
          hint={typed ? t("nothingHint") : t("templates.emptyHint")}
        />
      )}
      {rows.length > 0 && (
        <AdminTable
          label={t("sections.templates.title")}
          section="templates"
          rows={rows}
          keyOf={(row) => row.id}
          nameOf={(row) => row.name}
          nameTitle={t("field.name")}
          faded={(row) => row.archived}
          columns={[
            {
              id: "shortcut",
              title: t("templates.shortcut"),
              className: "whitespace-nowrap",
              cell: (row) => row.shortcut && <span className="text-accent">/{row.shortcut}</span>,
            },
            {
              id: "beginning",
              title: t("templates.beginning"),
              className: "w-full max-w-0",
              cell: (row) => <span className="block truncate text-xs">{row.beginning}</span>,
            },
            {
              id: "category",
              title: t("templates.category"),
              className: "whitespace-nowrap",
              cell: (row) => category(row) || <span className="text-muted">—</span>,
            },
            {
              id: "languages",
              title: t("templates.languages"),
              className: "whitespace-nowrap",
              cell: (row) => row.locales.map((id) => t(`channels.options.${id}`)).join("・"),
            },
            {
              id: "state",
              title: t("templates.state"),
              className: "whitespace-nowrap",
              cell: (row) =>
                row.archived ? (
                  <Badge icon="archive">{t("archived")}</Badge>
                ) : (
                  row.acts && <Badge icon="bolt">{t("templates.acts")}</Badge>
                ),
            },
          ]}
        />
      )}
      {ready && list.data && item === NEW && <TemplateSheet onClose={close} />}
      {ready && item && known && <Opened key={item} id={item} onClose={close} />}
    </SectionFrame>
  );
}

/** One canned reply, once its texts are there. */
function Opened({ id, onClose }: { id: string; onClose: () => void }) {
  const found = useQuery({ ...templateQuery(id), staleTime: 0 });
  // What is shown is kept: the form itself tells when somebody else was faster.
  if (!found.data || (found.isFetching && !found.isFetchedAfterMount)) return null;
  return <TemplateSheet key={id} template={found.data} onClose={onClose} />;
}

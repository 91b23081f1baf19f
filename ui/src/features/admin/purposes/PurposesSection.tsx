import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { purposeName, purposesQuery, purposeWording } from "@/api/consents";
import { useSettings } from "@/lib/settings";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { ProblemState } from "@/ui/Problem";
import { SkeletonRows } from "@/ui/Skeleton";
import type { SectionProps } from "../AdminPage";
import { AdminTable } from "../AdminTable";
import { SectionFrame } from "../SectionFrame";
import { NEW, useItemNavigation } from "../useItemNavigation";
import { PurposeSheet } from "./PurposeSheet";

/** What customers may consent to. */
export default function PurposesSection({ item }: SectionProps) {
  const { t } = useTranslation("admin");
  const { t: c } = useTranslation("common");
  const { language } = useSettings();
  const { create, close } = useItemNavigation("purposes");
  const list = useQuery(purposesQuery);
  const rows = [...(list.data ?? [])].sort((a, b) => Number(a.archived) - Number(b.archived));
  const opened = item === NEW ? undefined : rows.find((row) => row.id === item);
  return (
    <SectionFrame
      section="purposes"
      tools={
        <Button variant="primary" icon="plus" onPress={create}>
          {t("purposes.add")}
        </Button>
      }
    >
      {list.isPending && <SkeletonRows rows={4} label={c("loading")} />}
      {list.isError && <ProblemState error={list.error} onRetry={() => void list.refetch()} />}
      {list.data && rows.length === 0 && (
        <EmptyState icon="shield" title={t("purposes.empty")} hint={t("purposes.emptyHint")} />
      )}
      {rows.length > 0 && (
        <AdminTable
          label={t("sections.purposes.title")}
          section="purposes"
          rows={rows}
          keyOf={(row) => row.id}
          nameOf={(row) => purposeName(row, language)}
          nameTitle={t("field.name")}
          faded={(row) => row.archived}
          columns={[
            {
              id: "basis",
              title: t("purposes.basis"),
              className: "whitespace-nowrap",
              cell: (row) => t(`purposes.bases.${row.basis}`),
            },
            {
              id: "wording",
              title: t("purposes.wording"),
              className: "w-full max-w-0",
              cell: (row) => (
                <span className="block truncate text-xs">{purposeWording(row, language)}</span>
              ),
            },
            {
              id: "version",
              title: t("purposes.version"),
              className: "tnum whitespace-nowrap",
              cell: (row) => row.wording_version,
            },
            {
              id: "state",
              title: t("purposes.state"),
              className: "whitespace-nowrap",
              cell: (row) => row.archived && <Badge icon="archive">{t("archived")}</Badge>,
            },
          ]}
        />
      )}
      {list.data && item === NEW && <PurposeSheet onClose={close} />}
      {opened && <PurposeSheet key={opened.id} purpose={opened} onClose={close} />}
    </SectionFrame>
  );
}

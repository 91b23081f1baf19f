import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { partnersQuery } from "@/api/sides";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { ProblemState } from "@/ui/Problem";
import { SkeletonRows } from "@/ui/Skeleton";
import type { SectionProps } from "../AdminPage";
import { AdminTable } from "../AdminTable";
import { ListFilter, SectionFrame } from "../SectionFrame";
import { matches } from "../sections";
import { NEW, useItemNavigation } from "../useItemNavigation";
import { PartnerSheet } from "./PartnerSheet";

/** The address book of people and departments outside. */
export default function PartnersSection({ item }: SectionProps) {
  const { t } = useTranslation("admin");
  const { t: c } = useTranslation("common");
  const { create, close } = useItemNavigation("partners");
  const list = useQuery(partnersQuery);
  const [typed, setTyped] = useState("");
  const rows = (list.data ?? [])
    .filter((row) => matches(typed, row.name, row.address, row.note))
    .sort((a, b) => Number(a.archived) - Number(b.archived) || a.name.localeCompare(b.name, "ja"));
  const opened = item === NEW ? undefined : list.data?.find((row) => row.id === item);

  return (
    <SectionFrame
      section="partners"
      tools={
        <>
          <ListFilter label={t("partners.filter")} value={typed} onChange={setTyped} />
          <Button variant="primary" icon="plus" onPress={create}>
            {t("partners.add")}
          </Button>
        </>
      }
    >
      {list.isPending && <SkeletonRows rows={6} label={c("loading")} />}
      {list.isError && <ProblemState error={list.error} onRetry={() => void list.refetch()} />}
      {list.data && rows.length === 0 && (
        <EmptyState
          icon="book"
          title={typed ? t("nothing") : t("partners.empty")}
          hint={typed ? t("nothingHint") : t("partners.emptyHint")}
        />
      )}
      {rows.length > 0 && (
        <AdminTable
          label={t("sections.partners.title")}
          section="partners"
          rows={rows}
          keyOf={(row) => row.id}
          nameOf={(row) => row.name}
          nameTitle={t("partners.name")}
          faded={(row) => row.archived}
          columns={[
            {
              id: "address",
              title: t("partners.address"),
              className: "whitespace-nowrap",
              cell: (row) => row.address,
            },
            {
              id: "note",
              title: t("partners.note"),
              className: "w-full max-w-0",
              cell: (row) => <span className="block truncate text-xs">{row.note}</span>,
            },
            {
              id: "state",
              title: t("partners.state"),
              className: "whitespace-nowrap",
              cell: (row) =>
                row.archived ? <Badge icon="archive">{t("archived")}</Badge> : t("partners.inUse"),
            },
          ]}
        />
      )}
      {list.data && item === NEW && <PartnerSheet onClose={close} />}
      {opened && <PartnerSheet key={opened.id} partner={opened} onClose={close} />}
    </SectionFrame>
  );
}

import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { providersQuery } from "@/api/sign-on";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { ProblemState } from "@/ui/Problem";
import { SkeletonRows } from "@/ui/Skeleton";
import type { SectionProps } from "../AdminPage";
import { AdminTable } from "../AdminTable";
import { SectionFrame } from "../SectionFrame";
import { NEW, useItemNavigation } from "../useItemNavigation";
import { SignOnSheet } from "./SignOnSheet";

/** Providers by which people sign in. */
export default function SignOnSection({ item }: SectionProps) {
  const { t } = useTranslation("admin");
  const { t: c } = useTranslation("common");
  const { create, open, close } = useItemNavigation("providers");
  const list = useQuery(providersQuery);
  const opened = item === NEW ? undefined : list.data?.find((each) => each.id === item);

  return (
    <SectionFrame
      section="providers"
      tools={
        <Button variant="primary" icon="plus" onPress={create}>
          {t("signOn.add")}
        </Button>
      }
    >
      {list.isPending && <SkeletonRows rows={3} label={c("loading")} />}
      {list.isError && <ProblemState error={list.error} onRetry={() => void list.refetch()} />}
      {list.data?.length === 0 && (
        <EmptyState icon="key" title={t("signOn.empty")} hint={t("signOn.emptyHint")} />
      )}
      {list.data && list.data.length > 0 && (
        <AdminTable
          label={t("sections.providers.title")}
          section="providers"
          rows={list.data}
          keyOf={(row) => row.id}
          nameOf={(row) => row.name}
          nameTitle={t("field.name")}
          faded={(row) => !row.active}
          columns={[
            {
              id: "issuer",
              title: t("signOn.issuer"),
              className: "w-full max-w-0",
              cell: (row) => <span className="block truncate text-xs">{row.issuer}</span>,
            },
            {
              id: "domains",
              title: t("signOn.domains"),
              className: "whitespace-nowrap",
              cell: (row) => row.domains.join("、") || t("signOn.everyDomain"),
            },
            {
              id: "state",
              title: t("field.state"),
              className: "whitespace-nowrap",
              cell: (row) => (
                <span className="flex gap-1">
                  <Badge icon={row.active ? "check" : "pause"}>
                    {t(row.active ? "signOn.on" : "signOn.off")}
                  </Badge>
                  {row.active && row.passwords_off && <Badge icon="lock">{t("signOn.only")}</Badge>}
                </span>
              ),
            },
          ]}
        />
      )}
      {list.data && item === NEW && <SignOnSheet onClose={close} onMade={open} />}
      {opened && <SignOnSheet key={opened.id} provider={opened} onClose={close} onMade={open} />}
    </SectionFrame>
  );
}

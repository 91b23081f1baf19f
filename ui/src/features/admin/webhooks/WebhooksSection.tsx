import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { MadeWebhook } from "@/api/admin-types";
import { webhooksQuery } from "@/api/webhooks";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { EmptyState } from "@/ui/EmptyState";
import { ProblemState } from "@/ui/Problem";
import { RelativeTime } from "@/ui/RelativeTime";
import { SkeletonRows } from "@/ui/Skeleton";
import type { SectionProps } from "../AdminPage";
import { AdminTable } from "../AdminTable";
import { ListFilter, SectionFrame } from "../SectionFrame";
import { matches } from "../sections";
import { NEW, useItemNavigation } from "../useItemNavigation";
import { HealthBadge } from "./HealthBadge";
import { Secret } from "./Secret";
import { WebhookSheet } from "./WebhookSheet";

/** Addresses of other systems that are told what happens. */
export default function WebhooksSection({ item }: SectionProps) {
  const { t } = useTranslation("admin");
  const { t: c } = useTranslation("common");
  const { create, close } = useItemNavigation("webhooks");
  const list = useQuery(webhooksQuery);
  const [typed, setTyped] = useState("");
  const [made, setMade] = useState<MadeWebhook | null>(null);
  const rows = (list.data ?? []).filter((row) => matches(typed, row.name, row.url));
  const opened = item === NEW ? undefined : list.data?.find((row) => row.id === item);
  return (
    <SectionFrame
      section="webhooks"
      tools={
        <>
          <ListFilter label={t("webhooks.filter")} value={typed} onChange={setTyped} />
          <Button variant="primary" icon="plus" onPress={create}>
            {t("webhooks.add")}
          </Button>
        </>
      }
    >
      {list.isPending && <SkeletonRows rows={5} label={c("loading")} />}
      {list.isError && <ProblemState error={list.error} onRetry={() => void list.refetch()} />}
      {list.data && rows.length === 0 && (
        <EmptyState
          icon="send"
          title={typed ? t("nothing") : t("webhooks.empty")}
          hint={typed ? t("nothingHint") : t("webhooks.emptyHint")}
        />
      )}
      {rows.length > 0 && (
        <AdminTable
          label={t("sections.webhooks.title")}
          section="webhooks"
          rows={rows}
          keyOf={(row) => row.id}
          nameOf={(row) => row.name}
          nameTitle={t("field.name")}
          faded={(row) => !row.active}
          columns={[
            {
              id: "url",
              title: t("webhooks.url"),
              className: "w-full max-w-0",
              cell: (row) => <code className="block truncate text-xs">{row.url}</code>,
            },
            {
              id: "kinds",
              title: t("webhooks.event"),
              className: "whitespace-nowrap",
              cell: (row) => t("webhooks.count", { count: row.kinds.length }),
            },
            {
              id: "lastOk",
              title: t("webhooks.lastOk"),
              className: "whitespace-nowrap",
              cell: (row) =>
                row.last_ok_at ? (
                  <RelativeTime at={row.last_ok_at} />
                ) : (
                  <span className="text-muted">{t("webhooks.never")}</span>
                ),
            },
            {
              id: "health",
              title: t("webhooks.health"),
              className: "whitespace-nowrap",
              cell: (row) => <HealthBadge webhook={row} />,
            },
          ]}
        />
      )}
      {item === NEW && (
        <WebhookSheet
          onClose={close}
          onMade={(webhook) => {
            setMade(webhook);
            close();
          }}
        />
      )}
      {opened && <WebhookSheet key={opened.id} webhook={opened} onClose={close} />}
      {made && (
        <Dialog
          open
          staysOpen
          onClose={() => setMade(null)}
          title={t("webhooks.made", { name: made.webhook.name })}
          footer={
            <Button variant="primary" onPress={() => setMade(null)}>
              {t("webhooks.kept")}
            </Button>
          }
        >
          <Secret secret={made.secret} />
        </Dialog>
      )}
    </SectionFrame>
  );
}

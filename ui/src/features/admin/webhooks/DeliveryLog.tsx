import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Webhook, WebhookState } from "@/api/admin-types";
import { deliveriesQuery, replaySince } from "@/api/webhooks";
import { useSettings } from "@/lib/settings";
import { formatDateTime } from "@/lib/time";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { EmptyState } from "@/ui/EmptyState";
import { TextField } from "@/ui/Field";
import { ProblemState, problemText } from "@/ui/Problem";
import { Select } from "@/ui/Select";
import { SkeletonRows } from "@/ui/Skeleton";
import { toast } from "@/ui/Toast";
import { DeliveryLine } from "./DeliveryLine";
import { STATES } from "./kinds";

/** Stands for no filter in a list of choices, which cannot hold nothing. */
const ANY = "any";
const head = "whitespace-nowrap border-border border-b px-3 py-1.5 font-medium";

/** What an address was told and how it answered. */
export function DeliveryLog({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) {
  const { t } = useTranslation("admin");
  const { t: c } = useTranslation("common");
  const [state, setState] = useState<WebhookState | typeof ANY>(ANY);
  const list = useInfiniteQuery(deliveriesQuery(webhook.id, state === ANY ? undefined : state));
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Dialog
      open
      width="lg"
      onClose={onClose}
      title={t("webhooks.logOf", { name: webhook.name })}
      hint={t("webhooks.logHint")}
    >
      <div className="flex flex-col gap-3">
        <div className="flex items-end gap-3">
          <Select
            label={t("webhooks.health")}
            options={[
              { id: ANY, label: t("webhooks.anyState") },
              ...STATES.map((id) => ({ id, label: t(`webhooks.states.${id}`) })),
            ]}
            value={state}
            onChange={setState}
            className="w-44"
          />
          <ReplaySince webhook={webhook} />
        </div>
        {list.isPending && <SkeletonRows rows={6} label={c("loading")} />}
        {list.isError && <ProblemState error={list.error} onRetry={() => void list.refetch()} />}
        {list.data && rows.length === 0 && (
          <EmptyState
            icon="send"
            title={state === ANY ? t("webhooks.nothingTold") : t("nothing")}
            hint={state === ANY ? t("webhooks.nothingToldHint") : t("nothingHint")}
          />
        )}
        {rows.length > 0 && (
          <table
            aria-label={t("webhooks.log")}
            className="w-full rounded-lg border border-border text-left text-sm"
          >
            <thead className="text-muted text-xs">
              <tr>
                {(["at", "event", "health", "attempts", "answer"] as const).map((column) => (
                  <th key={column} scope="col" className={head}>
                    {t(`webhooks.${column}`)}
                  </th>
                ))}
                <td className={head} />
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <DeliveryLine key={row.id} row={row} active={webhook.active} />
              ))}
            </tbody>
          </table>
        )}
        {list.hasNextPage && (
          <div className="flex justify-center">
            <Button
              size="sm"
              isPending={list.isFetchingNextPage}
              onPress={() => void list.fetchNextPage()}
            >
              {c("loadMore")}
            </Button>
          </div>
        )}
      </div>
    </Dialog>
  );
}

/** Sends again everything since an instant. */
function ReplaySince({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation("admin");
  const { t: c } = useTranslation("common");
  const { language } = useSettings();
  const cache = useQueryClient();
  const [since, setSince] = useState("");
  const replay = useMutation({
    mutationFn: () => replaySince(webhook.id, new Date(since).toISOString()),
    onSuccess: ({ count, next }) => {
      void cache.invalidateQueries({ queryKey: ["webhook-deliveries", webhook.id] });
      const at = next ? formatDateTime(next, language) : "";
      toast(t(next ? "webhooks.replayedMore" : "webhooks.replayed", { count, at }));
    },
  });
  return (
    <div className="ml-auto flex items-end gap-2">
      <TextField
        type="datetime-local"
        label={t("webhooks.since")}
        value={since}
        onChange={setSince}
        error={replay.error ? problemText(replay.error, c("actionFailed")) : null}
        className="w-56"
      />
      <Button
        icon="retry"
        isDisabled={since === "" || !webhook.active}
        isPending={replay.isPending}
        onPress={() => replay.mutate()}
      >
        {t("webhooks.replay")}
      </Button>
    </div>
  );
}

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { WebhookDelivery } from "@/api/admin-types";
import { replayDelivery } from "@/api/webhooks";
import { cx } from "@/lib/cx";
import { useSettings } from "@/lib/settings";
import { formatDateTimeSeconds } from "@/lib/time";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { DataItem, DataList } from "@/ui/DataList";
import { Icon } from "@/ui/Icon";
import { problemText } from "@/ui/Problem";
import { toast } from "@/ui/Toast";
import { kindKey, STATE_LOOKS } from "./kinds";
import { useErrorText } from "./Trouble";

/** One event on its way; what was sent and answered unfolds. */
export function DeliveryLine({ row, active }: { row: WebhookDelivery; active: boolean }) {
  const { t } = useTranslation("admin");
  const { t: c } = useTranslation("common");
  const { language } = useSettings();
  const errorText = useErrorText();
  const cache = useQueryClient();
  const [open, setOpen] = useState(false);
  const replay = useMutation({
    mutationFn: () => replayDelivery(row.id),
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: ["webhook-deliveries"] });
      toast(t("webhooks.begun"));
    },
  });
  const kind = t(`webhooks.kind.${kindKey(row.kind)}`);
  const at = (text: string) => formatDateTimeSeconds(text, language);
  return (
    <>
      <tr className={cx("h-(--row-data) hover:bg-subtle", !open && "border-border border-b")}>
        <td className="whitespace-nowrap px-3 text-muted text-xs">
          <time dateTime={row.happened_at}>{at(row.happened_at)}</time>
        </td>
        <td className="w-full max-w-0 px-3">
          <button
            type="button"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
            className="-ml-1.5 flex h-7 max-w-full items-center gap-1 rounded px-1.5 hover:bg-subtle-strong"
          >
            <span className="truncate">{kind}</span>
            <Icon name="down" size={12} className={cx("text-muted", open && "rotate-180")} />
          </button>
        </td>
        <td className="whitespace-nowrap px-3">
          <Badge {...STATE_LOOKS[row.state]}>{t(`webhooks.states.${row.state}`)}</Badge>
        </td>
        <td className="tnum px-3">{row.attempts}</td>
        <td className="tnum whitespace-nowrap px-3">
          {row.status ??
            (row.error ? <span className="text-xs">{errorText(row.error)}</span> : "—")}
        </td>
        <td className="px-3 text-right">
          {row.state !== "pending" && (
            <Button
              size="sm"
              isDisabled={!active}
              isPending={replay.isPending}
              aria-label={t("webhooks.againOf", { kind })}
              onPress={() => replay.mutate()}
            >
              {t("webhooks.again")}
            </Button>
          )}
        </td>
      </tr>
      {open && (
        <tr className="border-border border-b">
          <td colSpan={6} className="bg-subtle px-4 py-3">
            <DataList>
              <DataItem name="webhook-id">
                <code className="text-xs">{row.event}</code>
              </DataItem>
              {row.tried_at && <DataItem name={t("webhooks.tried")}>{at(row.tried_at)}</DataItem>}
              {row.state === "pending" && row.due_at && (
                <DataItem name={t("webhooks.nextTry")}>{at(row.due_at)}</DataItem>
              )}
              {row.replays > 0 && <DataItem name={t("webhooks.replays")}>{row.replays}</DataItem>}
              <DataItem name={t("webhooks.payload")}>
                <code className="block whitespace-pre-wrap break-all text-xs">
                  {pretty(row.payload)}
                </code>
              </DataItem>
              {row.answer && (
                <DataItem name={t("webhooks.answerText")}>
                  <code className="block whitespace-pre-wrap break-all text-xs">{row.answer}</code>
                </DataItem>
              )}
            </DataList>
          </td>
        </tr>
      )}
      {replay.error && (
        <tr>
          <td colSpan={6} className="px-4 pb-2">
            <p role="alert" className="text-bad text-xs">
              {problemText(replay.error, c("actionFailed"))}
            </p>
          </td>
        </tr>
      )}
    </>
  );
}

/** JSON with its lines indented. */
function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

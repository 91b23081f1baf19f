import { memo } from "react";
import { useTranslation } from "react-i18next";
import { useNames } from "@/api/directory";
import type { CaseRow } from "@/api/types";
import { channelIcon } from "@/lib/channel";
import { cx } from "@/lib/cx";
import { useEntity } from "@/realtime/entity-store";
import { caseStore, isUnread } from "@/realtime/stores";
import { CustomerName } from "@/ui/CustomerName";
import { Icon } from "@/ui/Icon";
import { RelativeTime } from "@/ui/RelativeTime";
import { SlaLine } from "@/ui/SlaClock";
import { useHasFailed } from "./outbox";
import { StatusBadge } from "./StatusBadge";
import { toggle, useSelected } from "./selection";

/** Pixels of one row by density. */
export const ROW_HEIGHT = { compact: 48, standard: 78, comfortable: 90 } as const;

interface CaseRowItemProps {
  id: string;
  /** Id of the element, which the list names as its active one. */
  elementId: string;
  me: string;
  open: boolean;
  active: boolean;
  compact: boolean;
  position: number;
  size: number;
  top: number;
  height: number;
  onOpen: (id: string) => void;
}

/** One line of the inbox; re-renders only when its own case changes. */
export const CaseRowItem = memo(function CaseRowItem(props: CaseRowItemProps) {
  const { id, open, active, onOpen } = props;
  const row = useEntity(caseStore, id);
  const selected = useSelected(id);
  return (
    // The list handles the keys; its options are chosen by aria-activedescendant.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    // biome-ignore lint/a11y/useFocusableInteractive: see above
    <div
      id={props.elementId}
      role="option"
      aria-selected={selected ?? open}
      aria-posinset={props.position}
      aria-setsize={props.size}
      onClick={(event) => (event.ctrlKey || event.metaKey ? toggle(id) : onOpen(id))}
      className={cx(
        "absolute inset-x-0 flex gap-2.5 border-border border-b px-3",
        props.compact ? "py-1" : "py-2",
        (selected ?? open) ? "bg-accent-weak" : "hover:bg-subtle",
        active && "list-active",
      )}
      style={{ top: props.top, height: props.height }}
    >
      {selected !== null && (
        <span
          aria-hidden
          className={cx(
            "mt-0.5 flex size-4 shrink-0 items-center justify-center rounded border",
            selected
              ? "border-accent-solid bg-accent-solid text-on-accent"
              : "border-border-strong",
          )}
        >
          {selected && <Icon name="check" size={11} />}
        </span>
      )}
      {row && <RowContent row={row} me={props.me} open={open} compact={props.compact} />}
    </div>
  );
});

interface RowContentProps {
  row: CaseRow;
  me: string;
  open: boolean;
  compact: boolean;
}

function RowContent({ row, me, open, compact }: RowContentProps) {
  const { t } = useTranslation("inbox");
  const { t: c } = useTranslation("common");
  const names = useNames();
  // What is on screen is being read.
  const unread = !open && isUnread(row) && row.owner === me;
  const unsent = useHasFailed(row.id, me);
  const owner = row.owner ? names.users.get(row.owner)?.name : null;
  return (
    <>
      <span className="flex w-4 shrink-0 flex-col items-center gap-1.5 pt-0.5 text-muted">
        <Icon name={channelIcon(row.channel_kind)} label={c(`channel.${row.channel_kind}`)} />
        {unread && (
          <span className="size-2 rounded-full bg-accent-solid">
            <span className="sr-only">{t("list.unread")}</span>
          </span>
        )}
      </span>
      <span className="flex min-w-0 grow flex-col">
        <span className="flex items-center gap-1.5">
          <CustomerName
            customer={row.customer}
            className={unread ? "font-semibold" : "font-medium"}
          />
          {unsent && (
            <Icon name="warn" size={13} label={t("pending.failed")} className="text-bad" />
          )}
          {(row.priority === "urgent" || row.priority === "high") && (
            <Icon
              name="flag"
              size={13}
              label={`${c("priority.label")}: ${c(`priority.${row.priority}`)}`}
              className={row.priority === "urgent" ? "text-bad" : "text-warn"}
            />
          )}
          <span className="grow" />
          <RelativeTime
            // The time that the list is ordered by.
            at={row.updated_at}
            className="shrink-0 text-2xs text-muted"
          />
        </span>
        <span className="flex min-w-0 items-center gap-2">
          <span className={cx("grow truncate text-xs", unread ? "text-text" : "text-muted")}>
            {row.subject && <span className="text-text">{row.subject} </span>}
            {row.subject && row.snippet && <span aria-hidden>— </span>}
            {row.snippet}
          </span>
          {compact && row.sla && <SlaLine sla={row.sla} className="text-2xs" />}
        </span>
        {!compact && (
          <span className="mt-auto flex min-w-0 items-center gap-1.5 text-2xs text-muted [&>*]:whitespace-nowrap">
            <span className="shrink-0">
              <StatusBadge status={row.status} />
            </span>
            <span className="tnum shrink-0">#{row.number}</span>
            <span aria-hidden>·</span>
            <span className="min-w-[2em] truncate">{names.queues.get(row.queue)?.name}</span>
            {owner && row.owner !== me && (
              <>
                <span aria-hidden>·</span>
                <span className="min-w-0 shrink-[3] truncate">{owner}</span>
              </>
            )}
            {row.sla && (
              <>
                <span className="grow" />
                <SlaLine sla={row.sla} />
              </>
            )}
          </span>
        )}
      </span>
    </>
  );
}

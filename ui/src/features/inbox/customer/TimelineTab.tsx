import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { timelineQuery } from "@/api/customers";
import type { Customer, TimelineEntry, TimelineKind } from "@/api/types";
import { cx } from "@/lib/cx";
import { formatMoney } from "@/lib/number";
import { useSettings } from "@/lib/settings";
import { dayKey, formatDay, formatTime } from "@/lib/time";
import { EmptyState } from "@/ui/EmptyState";
import { Icon, type IconName } from "@/ui/Icon";
import { ProblemState } from "@/ui/Problem";
import { SkeletonRows } from "@/ui/Skeleton";
import { MoreButton } from "./MoreButton";

const ICON: Record<TimelineKind, IconName> = {
  case_opened: "plus",
  case_resolved: "check",
  case_reopened: "reopen",
  message_in: "chat",
  message_out: "send",
  note: "lock",
  order: "cart",
  identified: "link",
  merged: "link",
  parted: "reopen",
  consent_granted: "check",
  consent_withdrawn: "close",
  erased: "close",
};

const KINDS = ["email", "shop", "visitor"] as const;

interface TimelineTabProps {
  customer: Customer;
  openCase: string;
}

/** Everything that happened between the customer and the shop, over all channels. */
export function TimelineTab({ customer, openCase }: TimelineTabProps) {
  const { t } = useTranslation("customer");
  const { language } = useSettings();
  const timeline = useInfiniteQuery(timelineQuery(customer.id));
  if (timeline.isPending) return <SkeletonRows rows={6} label={t("loading")} />;
  if (timeline.isError) {
    return <ProblemState error={timeline.error} onRetry={() => void timeline.refetch()} />;
  }
  const entries = timeline.data.pages.flatMap((page) => page.items);
  if (entries.length === 0) return <EmptyState icon="clock" title={t("timeline.empty")} />;
  return (
    <>
      <ol className="px-4 py-3">
        {entries.map((entry, index) => {
          const before = entries[index - 1];
          const newDay = !before || dayKey(before.at) !== dayKey(entry.at);
          return (
            <li key={entry.id}>
              {newDay && (
                <p className="pt-2 pb-1 font-medium text-2xs text-muted">
                  {formatDay(entry.at, language)}
                </p>
              )}
              <Entry entry={entry} here={entry.case === openCase} />
            </li>
          );
        })}
      </ol>
      <MoreButton query={timeline} />
    </>
  );
}

function Entry({ entry, here }: { entry: TimelineEntry; here: boolean }) {
  const { t } = useTranslation("customer");
  const { t: c } = useTranslation("common");
  const { language } = useSettings();
  // The API names the kind of identity.
  const kind = entry.kind === "identified" && KINDS.find((each) => each === entry.text);
  const record = entry.kind === "merged" || entry.kind === "parted";
  const text = kind ? t(`kind.${kind}`) : entry.text || (record ? t("merge.browser") : "");
  const icon =
    entry.channel_kind === "email" && entry.kind === "message_in" ? "mail" : ICON[entry.kind];
  return (
    <div className="flex gap-2.5 py-1">
      <span
        className={cx(
          "flex size-6 shrink-0 items-center justify-center rounded-full border border-border",
          entry.kind === "order" ? "bg-ok-weak text-ok" : "bg-subtle text-muted",
        )}
      >
        <Icon name={icon} size={13} />
      </span>
      <div className="min-w-0 grow text-xs">
        <p className="flex flex-wrap items-baseline gap-x-1.5 text-2xs text-muted">
          <time dateTime={entry.at}>{formatTime(entry.at, language)}</time>
          <span>{t(`timeline.${entry.kind}`)}</span>
          {entry.channel_kind && <span>{c(`channel.${entry.channel_kind}`)}</span>}
          {entry.case && !here && (
            <Link
              to="/inbox/{-$view}/{-$caseId}"
              params={{ view: "all", caseId: entry.case }}
              className="tnum"
            >
              #{entry.case_number}
            </Link>
          )}
          {entry.amount && (
            <span className="tnum ml-auto font-semibold text-text">
              {formatMoney(entry.amount.minor, entry.amount.currency, language)}
            </span>
          )}
        </p>
        {text && <p className="line-clamp-2">{text}</p>}
      </div>
    </div>
  );
}

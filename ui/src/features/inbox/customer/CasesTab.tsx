import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { customerCasesQuery } from "@/api/customers";
import type { Customer } from "@/api/types";
import { channelIcon } from "@/lib/channel";
import { cx } from "@/lib/cx";
import { EmptyState } from "@/ui/EmptyState";
import { Icon } from "@/ui/Icon";
import { ProblemState } from "@/ui/Problem";
import { RelativeTime } from "@/ui/RelativeTime";
import { SkeletonRows } from "@/ui/Skeleton";
import { StatusBadge } from "../StatusBadge";

/** The customer's matters, the open one marked. */
export function CasesTab({ customer, openCase }: { customer: Customer; openCase: string }) {
  const { t } = useTranslation("customer");
  const { t: c } = useTranslation("common");
  const cases = useQuery(customerCasesQuery(customer.id));
  if (cases.isPending) return <SkeletonRows rows={4} label={t("loading")} />;
  if (cases.isError) {
    return <ProblemState error={cases.error} onRetry={() => void cases.refetch()} />;
  }
  const { items, next } = cases.data;
  if (items.length === 0) return <EmptyState icon="inbox" title={t("cases.empty")} />;
  return (
    <>
      <ul className="flex flex-col">
        {items.map((row) => (
          <li key={row.id}>
            <Link
              to="/inbox/{-$view}/{-$caseId}"
              params={{ view: "all", caseId: row.id }}
              aria-current={row.id === openCase ? "true" : undefined}
              className={cx(
                "ring-inset-focus block border-border border-b px-4 py-2 text-text no-underline",
                row.id === openCase ? "bg-accent-weak" : "hover:bg-subtle",
              )}
            >
              <span className="flex items-center gap-2 text-2xs text-muted">
                <Icon
                  name={channelIcon(row.channel_kind)}
                  size={13}
                  label={c(`channel.${row.channel_kind}`)}
                />
                <span className="tnum">#{row.number}</span>
                <span className="grow" />
                <RelativeTime at={row.updated_at} />
                <StatusBadge status={row.status} />
              </span>
              <span className="line-clamp-2 text-xs">{row.subject || row.snippet}</span>
            </Link>
          </li>
        ))}
      </ul>
      {next && <p className="px-4 py-3 text-2xs text-muted">{t("cases.more")}</p>}
    </>
  );
}

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { customerCasesQuery, ordersQuery, profileQuery } from "@/api/customers";
import type { Customer } from "@/api/types";
import { channelIcon } from "@/lib/channel";
import { customerName } from "@/lib/names";
import { formatMoney } from "@/lib/number";
import { useSettings } from "@/lib/settings";
import { formatDate } from "@/lib/time";
import { IconButton } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import { ProblemState } from "@/ui/Problem";
import { RelativeTime } from "@/ui/RelativeTime";
import { SkeletonRows } from "@/ui/Skeleton";

/** A customer beside the results: who it is, the cases with their way into the inbox, orders. */
export function CustomerAside({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation("search");
  const { t: c } = useTranslation("common");
  const profile = useQuery(profileQuery(id));
  return (
    <aside
      aria-label={t("customer.label")}
      className="flex w-90 2xl:w-110 shrink-0 flex-col overflow-y-auto border-border border-l bg-panel"
    >
      {profile.isPending && <SkeletonRows rows={5} label={c("loading")} />}
      {profile.isError && (
        <ProblemState error={profile.error} onRetry={() => void profile.refetch()} />
      )}
      {profile.data && (
        <>
          <Head customer={profile.data} onClose={onClose} />
          <Cases customer={profile.data} />
          <Orders customer={profile.data} />
        </>
      )}
    </aside>
  );
}

function Head({ customer, onClose }: { customer: Customer; onClose: () => void }) {
  const { t } = useTranslation("search");
  const { t: c } = useTranslation("common");
  const emails = customer.identities.filter((one) => one.kind === "email");
  const facts = [
    ["kana", customer.kana],
    ["company", customer.company],
    ["phone", customer.phone],
    ["email", emails.map((one) => one.value).join("、")],
    ["number", customer.external_id],
    ["rank", customer.rank],
    ["customerNote", customer.note],
  ] as const;
  return (
    <header className="flex flex-col gap-2 border-border border-b px-4 py-3">
      <div className="flex items-center gap-2">
        <h2 className="min-w-0 grow truncate font-semibold text-base">
          {customerName(customer, c)}
        </h2>
        <IconButton icon="close" size="sm" label={c("close")} onPress={onClose} />
      </div>
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1 text-xs">
        {facts.map(
          ([key, value]) =>
            value && (
              <div key={key} className="contents">
                <dt className="text-muted">{t(`customer.${key}`)}</dt>
                <dd className="min-w-0 break-words">{value}</dd>
              </div>
            ),
        )}
      </dl>
    </header>
  );
}

function Cases({ customer }: { customer: Customer }) {
  const { t } = useTranslation("search");
  const { t: c } = useTranslation("common");
  const cases = useQuery(customerCasesQuery(customer.id));
  return (
    <div>
      <h3 className="px-4 pt-3 pb-1 text-2xs text-muted">
        {t("customer.cases", { count: customer.cases })}
      </h3>
      {cases.isPending && <SkeletonRows rows={2} label={c("loading")} />}
      <ul>
        {cases.data?.items.map((row) => (
          <li key={row.id}>
            <Link
              to="/inbox/{-$view}/{-$caseId}"
              params={{ view: "all", caseId: row.id }}
              className="ring-inset-focus flex items-baseline gap-2 px-4 py-1.5 text-text text-xs no-underline hover:bg-subtle"
            >
              <Icon
                name={channelIcon(row.channel_kind)}
                size={13}
                label={c(`channel.${row.channel_kind}`)}
                className="translate-y-0.5 text-muted"
              />
              <span className="tnum shrink-0 text-2xs text-muted">#{row.number}</span>
              <span className="min-w-0 grow truncate">{row.subject || row.snippet}</span>
              <span className="shrink-0 text-2xs text-muted">{c(`status.${row.status}`)}</span>
              <RelativeTime at={row.updated_at} className="shrink-0 text-2xs text-muted" />
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Orders({ customer }: { customer: Customer }) {
  const { t } = useTranslation("search");
  const { language } = useSettings();
  const orders = useInfiniteQuery(ordersQuery(customer.id));
  const list = orders.data?.pages.flatMap((page) => page.items) ?? [];
  if (list.length === 0) return null;
  return (
    <div className="pb-3">
      <h3 className="px-4 pt-3 pb-1 text-2xs text-muted">
        {t("customer.orders", { count: customer.orders.count })}
      </h3>
      <ul>
        {list.map((order) => (
          <li key={order.id} className="flex items-baseline gap-2 px-4 py-1.5 text-xs">
            <span className="tnum shrink-0 text-2xs text-muted">
              {formatDate(order.ordered_at, language)}
            </span>
            <span className="min-w-0 grow truncate">
              {order.items.map((item) => item.name).join("、") || order.number}
            </span>
            <span className="tnum shrink-0">
              {formatMoney(order.total.minor, order.total.currency, language)}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

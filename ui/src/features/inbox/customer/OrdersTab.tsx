import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ordersQuery } from "@/api/customers";
import type { Customer, Order } from "@/api/types";
import { formatMoney } from "@/lib/number";
import { useSettings } from "@/lib/settings";
import { formatDate } from "@/lib/time";
import { Badge } from "@/ui/Badge";
import { EmptyState } from "@/ui/EmptyState";
import { ProblemState } from "@/ui/Problem";
import { SkeletonRows } from "@/ui/Skeleton";
import { MoreButton } from "./MoreButton";

/** What the customer has bought, newest first. */
export function OrdersTab({ customer }: { customer: Customer }) {
  const { t } = useTranslation("customer");
  const orders = useInfiniteQuery(ordersQuery(customer.id));
  if (orders.isPending) return <SkeletonRows rows={4} label={t("loading")} />;
  if (orders.isError) {
    return <ProblemState error={orders.error} onRetry={() => void orders.refetch()} />;
  }
  const list = orders.data.pages.flatMap((page) => page.items);
  if (list.length === 0) return <EmptyState icon="cart" title={t("orders.empty")} />;
  return (
    <>
      <ul className="flex flex-col">
        {list.map((order) => (
          <OrderItem key={order.id} order={order} />
        ))}
      </ul>
      <MoreButton query={orders} />
    </>
  );
}

function OrderItem({ order }: { order: Order }) {
  const { t } = useTranslation("customer");
  const { language } = useSettings();
  return (
    <li className="border-border border-b px-4 py-2.5">
      <p className="flex items-baseline gap-2 text-xs">
        <time dateTime={order.ordered_at}>{formatDate(order.ordered_at, language)}</time>
        <span className="tnum truncate text-2xs text-muted">{order.number}</span>
        <span className="grow" />
        <span className="tnum font-semibold">
          {formatMoney(order.total.minor, order.total.currency, language)}
        </span>
      </p>
      <ul className="mt-1">
        {order.items.map((item, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines of an order never change
          <li key={index} className="flex gap-2 text-xs">
            <span className="min-w-0 grow">{item.name}</span>
            <span className="tnum shrink-0 text-muted">
              {item.unit_minor === null
                ? t("orders.quantity", { count: item.quantity })
                : `${formatMoney(item.unit_minor, order.total.currency, language)} × ${item.quantity}`}
            </span>
          </li>
        ))}
      </ul>
      {order.status && (
        <p className="mt-1.5">
          <Badge>{order.status}</Badge>
        </p>
      )}
    </li>
  );
}

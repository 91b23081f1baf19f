import { useTranslation } from "react-i18next";
import type { CustomerBrief } from "@/api/types";
import { cx } from "@/lib/cx";
import { customerName, isClaimedName } from "@/lib/names";

interface CustomerNameProps {
  customer: Pick<CustomerBrief, "name" | "anonymous">;
  /** How the name itself is drawn. */
  className?: string;
}

/** A customer's name in a line of a list. That nobody has confirmed it is never cut off. */
export function CustomerName({ customer, className }: CustomerNameProps) {
  const { t } = useTranslation("common");
  const claimed = isClaimedName(customer);
  return (
    <span className="flex min-w-0 items-baseline">
      <span className={cx("truncate text-sm", className)}>
        {claimed ? t("honorific", { name: customer.name }) : customerName(customer, t)}
      </span>
      {claimed && <span className="shrink-0 pl-1 text-muted text-xs">{t("unverified")}</span>}
    </span>
  );
}

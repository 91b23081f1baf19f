import { useTranslation } from "react-i18next";
import type { DeliveryState } from "@/api/types";
import { cx } from "@/lib/cx";
import { Icon, type IconName } from "@/ui/Icon";

const LOOK: Record<DeliveryState, { icon: IconName; className: string }> = {
  queued: { icon: "clock", className: "text-muted" },
  sent: { icon: "check", className: "text-muted" },
  read: { icon: "check-double", className: "text-accent" },
  failed: { icon: "warn", className: "text-bad" },
};

/** How far an outgoing message got. */
export function Delivery({ state }: { state: DeliveryState | null }) {
  const { t } = useTranslation("inbox");
  if (!state) return null;
  const { icon, className } = LOOK[state];
  return (
    <p className={cx("mt-0.5 flex items-center gap-1 px-0.5 text-2xs", className)}>
      <Icon name={icon} size={13} />
      {t(`delivery.${state}`)}
    </p>
  );
}

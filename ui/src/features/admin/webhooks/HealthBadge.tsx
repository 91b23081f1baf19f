import { useTranslation } from "react-i18next";
import type { Webhook } from "@/api/admin-types";
import { Badge } from "@/ui/Badge";
import { HEALTH_LOOKS, healthOf } from "./kinds";

/** How an address is doing. */
export function HealthBadge({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation("admin");
  const health = healthOf(webhook);
  return <Badge {...HEALTH_LOOKS[health]}>{t(`webhooks.healths.${health}`)}</Badge>;
}

import { useTranslation } from "react-i18next";
import type { CaseStatus } from "@/api/types";
import { Badge, type Tone } from "@/ui/Badge";
import type { IconName } from "@/ui/Icon";

const LOOK: Record<CaseStatus, { tone: Tone; icon: IconName }> = {
  waiting: { tone: "warn", icon: "clock" },
  assigned: { tone: "accent", icon: "user" },
  pending_customer: { tone: "neutral", icon: "send" },
  on_hold: { tone: "neutral", icon: "pause" },
  resolved: { tone: "ok", icon: "check" },
  reopened: { tone: "bad", icon: "reopen" },
};

/** Where a case stands, as icon and word. */
export function StatusBadge({ status }: { status: CaseStatus }) {
  const { t } = useTranslation("common");
  const { tone, icon } = LOOK[status];
  return (
    <Badge tone={tone} icon={icon}>
      {t(`status.${status}`)}
    </Badge>
  );
}

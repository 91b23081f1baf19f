import { useTranslation } from "react-i18next";
import type { SideState } from "@/api/types";
import { Badge, type Tone } from "@/ui/Badge";
import type { IconName } from "@/ui/Icon";

const LOOK: Record<SideState, { tone: Tone; icon: IconName }> = {
  waiting: { tone: "warn", icon: "clock" },
  answered: { tone: "accent", icon: "reply" },
  closed: { tone: "neutral", icon: "check" },
};

/** Where a conversation with somebody outside stands, as icon and word. */
export function SideBadge({ state }: { state: SideState }) {
  const { t } = useTranslation("inbox");
  const { tone, icon } = LOOK[state];
  return (
    <Badge tone={tone} icon={icon}>
      {t(`side.state.${state}`)}
    </Badge>
  );
}

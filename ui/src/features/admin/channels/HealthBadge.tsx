import { useTranslation } from "react-i18next";
import type { Channel } from "@/api/admin-types";
import { Badge, type Tone } from "@/ui/Badge";
import type { IconName } from "@/ui/Icon";
import { RelativeTime } from "@/ui/RelativeTime";
import { type Health, healthOf } from "./form-model";

const LOOK: Record<Health, { tone: Tone; icon: IconName }> = {
  working: { tone: "ok", icon: "check" },
  failing: { tone: "bad", icon: "warn" },
  untried: { tone: "neutral", icon: "help" },
  off: { tone: "neutral", icon: "lock" },
};

interface HealthBadgeProps {
  channel: Channel;
  /** What is wrong stands elsewhere. */
  brief?: boolean;
}

/** Whether a channel works: a word, when it last did, and what is wrong. */
export function HealthBadge({ channel, brief }: HealthBadgeProps) {
  const { t } = useTranslation("admin");
  const health = healthOf(channel);
  return (
    <span className="flex items-baseline gap-2">
      <Badge tone={LOOK[health].tone} icon={LOOK[health].icon}>
        {t(`channels.healths.${health}`)}
      </Badge>
      {channel.last_ok_at && (
        <span className="shrink-0 text-muted text-xs">
          {t("channels.lastOk")} <RelativeTime at={channel.last_ok_at} />
        </span>
      )}
      {health === "failing" && !brief && (
        <span className="text-bad text-xs">{channel.last_error}</span>
      )}
    </span>
  );
}

import { useTranslation } from "react-i18next";
import type { BusinessHours } from "@/api/admin-types";
import { useSettings } from "@/lib/settings";
import { formatDay, formatTime } from "@/lib/time";
import { Badge } from "@/ui/Badge";

/** Whether they are open now, and until when. */
export function OpenState({ hours }: { hours: BusinessHours }) {
  const { t } = useTranslation("admin");
  const { language } = useSettings();
  if (hours.archived) return <Badge icon="archive">{t("archived")}</Badge>;
  const { changes_at: at, open_now: open } = hours;
  const time = at && `${formatDay(at, language)} ${formatTime(at, language)}`;
  return (
    <span className="flex items-center gap-2">
      <Badge tone={open ? "ok" : "neutral"} icon={open ? "check" : "pause"}>
        {t(open ? "hours.open" : "hours.closed")}
      </Badge>
      {time && (
        <span className="tnum text-muted text-xs">
          {t(open ? "hours.until" : "hours.from", { time })}
        </span>
      )}
    </span>
  );
}

import { useTranslation } from "react-i18next";
import type { ReplyRoute } from "@/api/types";
import { Icon } from "@/ui/Icon";

/** Who will read what is being written, and through which door. */
export function ReplyTarget({ note, route }: { note: boolean; route: ReplyRoute | undefined }) {
  const { t } = useTranslation("inbox");
  const { t: c } = useTranslation("common");
  if (note) {
    return (
      <span className="flex items-center gap-1 truncate text-2xs text-warn">
        <Icon name="lock" size={12} />
        {t("composer.colleaguesOnly")}
      </span>
    );
  }
  if (!route?.channel_kind) return null;
  return (
    <span className="flex min-w-0 items-center gap-1 text-2xs text-muted">
      <Icon name={route.channel_kind === "email" ? "mail" : "chat"} size={12} />
      <span className="truncate">{route.to ?? c(`channel.${route.channel_kind}`)}</span>
      {route.channel_kind === "web_chat" && (
        <span className={route.online ? "text-ok" : ""}>
          {route.online ? t("composer.online") : t("composer.away")}
        </span>
      )}
    </span>
  );
}

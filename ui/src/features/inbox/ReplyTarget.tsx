import { useTranslation } from "react-i18next";
import type { ReplyRoute } from "@/api/types";
import { channelIcon } from "@/lib/channel";
import { Icon } from "@/ui/Icon";
import { Select } from "@/ui/Select";

interface ReplyTargetProps {
  note: boolean;
  route: ReplyRoute | undefined;
  /** The address that was chosen instead of the usual one. */
  to: string | undefined;
  onTo: (to: string | null) => void;
}

/** Who will read what is being written, and through which door. */
export function ReplyTarget({ note, route, to, onTo }: ReplyTargetProps) {
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
  if (route.to && route.asked.length > 0) {
    const usual = { id: route.to, label: t("composer.toSender", { address: route.to }) };
    const asked = route.asked
      .filter((address) => address !== route.to)
      .map((address) => ({ id: address, label: t("composer.toAsked", { address }) }));
    return (
      <Select
        quiet
        size="sm"
        label={t("composer.to")}
        options={[usual, ...asked]}
        value={to ?? route.to}
        onChange={(next) => onTo(next === route.to ? null : next)}
        className="max-w-80"
      />
    );
  }
  return (
    <span className="flex min-w-0 items-center gap-1 text-2xs text-muted">
      <Icon name={channelIcon(route.channel_kind)} size={12} />
      <span className="truncate">{route.to ?? c(`channel.${route.channel_kind}`)}</span>
      {route.channel_kind === "web_chat" && (
        <span className={route.online ? "text-ok" : ""}>
          {route.online ? t("composer.online") : t("composer.away")}
        </span>
      )}
    </span>
  );
}

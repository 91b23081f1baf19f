import { useTranslation } from "react-i18next";
import { useNames } from "@/api/directory";
import type { InteractionView } from "@/api/types";
import { channelIcon } from "@/lib/channel";
import { useSettings } from "@/lib/settings";
import { formatTime } from "@/lib/time";
import { Icon } from "@/ui/Icon";

/** Where a session on a channel begins: which door, when, from which page. */
export function SessionLine({ interaction }: { interaction: InteractionView }) {
  const { t } = useTranslation("inbox");
  const { t: c } = useTranslation("common");
  const { language } = useSettings();
  const { channels } = useNames();
  const { page } = interaction;
  return (
    <div className="mb-3 flex flex-wrap items-center gap-x-2 gap-y-0.5 rounded-md bg-subtle px-2.5 py-1 text-2xs text-muted">
      <Icon name={channelIcon(interaction.channel_kind)} size={13} />
      <span className="font-medium text-text">{c(`channel.${interaction.channel_kind}`)}</span>
      <span>{channels.get(interaction.channel)?.name}</span>
      <time dateTime={interaction.started_at}>
        {t("session.started", { time: formatTime(interaction.started_at, language) })}
      </time>
      {page && (
        <span className="min-w-0 truncate" title={page.url}>
          {t("session.page", { title: page.title || page.url })}
        </span>
      )}
    </div>
  );
}

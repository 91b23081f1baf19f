import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { issueHookSecret } from "@/api/admin";
import type { Channel, HookDirection } from "@/api/admin-types";
import { keys } from "@/api/query-keys";
import { announce } from "@/ui/Announcer";
import { Button } from "@/ui/Button";
import { CopyButton } from "@/ui/CopyButton";
import { Icon } from "@/ui/Icon";
import { problemText } from "@/ui/Problem";

interface HookPanelProps {
  channel: Channel;
  /** A secret was issued, so the channel has another version. */
  onIssued: () => void;
}

/** Where a messenger sends to, and the secrets that both sides sign with. */
export function HookPanel({ channel, onIssued }: HookPanelProps) {
  const { t } = useTranslation("admin");
  const address = `${location.origin}/hooks/v1/${channel.public_key ?? ""}`;
  return (
    <section
      aria-label={t("channels.hook.title")}
      className="flex flex-col gap-3 border-border border-t pt-3"
    >
      <div className="flex items-center gap-3">
        <h3 className="grow text-sm">{t("channels.hook.address")}</h3>
        <CopyButton text={address} name={t("channels.hook.copyAddress")} />
      </div>
      <code className="block break-all rounded-md border border-border bg-subtle px-3 py-2 text-xs">
        {address}
      </code>
      {(["in", "out"] as const).map((direction) => (
        <Secret key={direction} channel={channel} direction={direction} onIssued={onIssued} />
      ))}
    </section>
  );
}

interface SecretProps extends HookPanelProps {
  direction: HookDirection;
}

/** One secret: whether there is one, and a new one, which is shown this once. */
function Secret({ channel, direction, onIssued }: SecretProps) {
  const { t } = useTranslation("admin");
  const { t: c } = useTranslation("common");
  const cache = useQueryClient();
  const name = t(`channels.hook.${direction}`);
  const issue = useMutation({
    mutationFn: () => issueHookSecret(channel.id, direction),
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: keys.admin("channels") });
      onIssued();
      announce(t("channels.hook.issued", { name }));
    },
  });
  const set = issue.data !== undefined || channel.secrets_set.includes(direction);
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex items-center gap-2 text-sm">
        <Icon name="key" className="text-muted" />
        <span className="grow">
          <span className="block">{name}</span>
          <span className="block text-muted text-xs">
            {t(set ? "channels.secretSet" : "channels.hook.missing")}
          </span>
        </span>
        <Button
          size="sm"
          aria-label={t(set ? "channels.hook.exchangeOf" : "channels.hook.issueOf", { name })}
          isPending={issue.isPending}
          onPress={() => issue.mutate()}
        >
          {t(set ? "channels.hook.exchange" : "channels.hook.issue")}
        </Button>
      </div>
      {issue.error && (
        <p role="alert" className="text-bad text-xs">
          {problemText(issue.error, c("actionFailed"))}
        </p>
      )}
      {issue.data && (
        <div className="flex flex-col gap-1.5 rounded-lg bg-ok-weak p-3">
          <div className="flex items-center gap-3">
            <p className="grow text-ok text-xs">{t("channels.hook.once")}</p>
            <CopyButton text={issue.data.secret} name={t("channels.hook.copySecret", { name })} />
          </div>
          <code className="block break-all text-xs">{issue.data.secret}</code>
        </div>
      )}
    </div>
  );
}

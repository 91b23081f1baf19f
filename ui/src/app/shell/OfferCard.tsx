import { useEffect, useState } from "react";
import { Button as AriaButton } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { useNames } from "@/api/directory";
import type { Offer } from "@/api/types";
import { channelIcon } from "@/lib/channel";
import { serverNow } from "@/lib/clock";
import { customerName } from "@/lib/names";
import { useSettings } from "@/lib/settings";
import { printShortcut } from "@/lib/shortcuts";
import { formatDuration } from "@/lib/time";
import { offerStore } from "@/realtime/offers";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import { Kbd } from "@/ui/Kbd";

interface OfferCardProps {
  offer: Offer;
  first: boolean;
  busy: boolean;
  onAccept: () => void;
  onDecline: () => void;
}

/** One offer: who waits, for how long it stands, and the two answers. */
export function OfferCard({ offer, first, busy, onAccept, onDecline }: OfferCardProps) {
  const { t } = useTranslation("common");
  const { language } = useSettings();
  const { queues } = useNames();
  const channel = t(`channel.${offer.channel_kind}`);
  const waited = (serverNow() - Date.parse(offer.enqueued_at)) / 1000;
  return (
    <article
      aria-label={`${t("offer.title", { channel })}: ${customerName(offer.customer, t)}`}
      className="animate-pop pointer-events-auto rounded-xl border border-accent bg-raised p-3 shadow-pop"
    >
      <div className="flex items-start gap-3">
        <Countdown offer={offer} />
        <div className="min-w-0 grow">
          <p className="flex items-center gap-1.5 text-muted text-xs">
            <Icon name={channelIcon(offer.channel_kind)} size={14} />
            {channel}
            <span aria-hidden>·</span>
            <span className="truncate">{queues.get(offer.queue)?.name}</span>
          </p>
          <p className="truncate font-semibold text-sm">{customerName(offer.customer, t)}</p>
          <p className="mt-1 line-clamp-2 text-sm">{offer.snippet || offer.subject}</p>
          <p className="mt-1.5 flex items-center gap-1.5">
            {offer.customer.rank && <Badge>{offer.customer.rank}</Badge>}
            {offer.priority !== "normal" && offer.priority !== "low" && (
              <Badge tone="bad" icon="flag">
                {t(`priority.${offer.priority}`)}
              </Badge>
            )}
            <span className="tnum text-muted text-xs">
              {t("offer.waited", { time: formatDuration(waited, language) })}
            </span>
          </p>
        </div>
      </div>
      <div className="mt-3 flex gap-2">
        <AriaButton
          onPress={onAccept}
          preventFocusOnPress
          aria-keyshortcuts={first ? "Alt+A" : undefined}
          isDisabled={busy}
          className="flex h-8 grow items-center justify-center gap-2 rounded-md bg-accent-solid font-medium text-on-accent text-sm hover:bg-accent-solid-hover disabled:opacity-60"
        >
          {t("offer.accept")}
          {first && (
            <Kbd className="border-on-accent/40 bg-transparent text-on-accent">
              {printShortcut("alt+a")}
            </Kbd>
          )}
        </AriaButton>
        <Button onPress={onDecline} preventFocusOnPress isDisabled={busy}>
          {t("offer.decline")}
        </Button>
      </div>
    </article>
  );
}

const RADIUS = 15;
const ROUND = 2 * Math.PI * RADIUS;

/** A ring that empties, with the seconds in it; removes the offer when its time is over. */
function Countdown({ offer }: { offer: Offer }) {
  const { t } = useTranslation("common");
  const [total] = useState(() => Math.max(1, Date.parse(offer.expires_at) - serverNow()));
  const [left, setLeft] = useState(total);
  useEffect(() => {
    const timer = setInterval(() => {
      const rest = Date.parse(offer.expires_at) - serverNow();
      setLeft(Math.max(0, rest));
      // The server says so too; this is for a desk whose line is down.
      if (rest < -2_000) offerStore.remove(offer.id);
    }, 250);
    return () => clearInterval(timer);
  }, [offer]);
  const seconds = Math.ceil(left / 1000);
  return (
    <span
      role="timer"
      aria-label={t("offer.secondsLeft", { count: seconds })}
      className="relative flex size-9 shrink-0 items-center justify-center"
    >
      <svg aria-hidden width={36} height={36} viewBox="0 0 36 36" className="-rotate-90 absolute">
        <circle
          cx={18}
          cy={18}
          r={RADIUS}
          fill="none"
          strokeWidth={3}
          className="stroke-subtle-strong"
        />
        <circle
          cx={18}
          cy={18}
          r={RADIUS}
          fill="none"
          strokeWidth={3}
          strokeLinecap="round"
          strokeDasharray={ROUND}
          strokeDashoffset={ROUND * (1 - left / total)}
          className={left < 5_000 ? "stroke-bad" : "stroke-accent"}
        />
      </svg>
      <span aria-hidden className="tnum font-medium text-xs">
        {seconds}
      </span>
    </span>
  );
}

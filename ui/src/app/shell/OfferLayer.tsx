import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useCallback, useEffect, useState } from "react";
import { Button as AriaButton } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { useNames } from "@/api/directory";
import { ApiProblem } from "@/api/problem";
import type { Offer } from "@/api/types";
import { acceptOffer, declineOffer, offersQuery } from "@/api/work";
import { serverNow } from "@/lib/clock";
import { customerName } from "@/lib/names";
import { useSettings } from "@/lib/settings";
import { isModalOpen, printShortcut, useShortcuts } from "@/lib/shortcuts";
import { formatDuration } from "@/lib/time";
import { useStreamEvents } from "@/realtime/live";
import { offerStore, useOffers } from "@/realtime/offers";
import type { StreamEvent } from "@/realtime/protocol";
import { announceNow } from "@/ui/Announcer";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import { Kbd } from "@/ui/Kbd";
import { problemText } from "@/ui/Problem";
import { toast } from "@/ui/Toast";
import { playOffer, unlockSound } from "./sound";

/**
 * The offers that stand for me, beside the work and above every dialog: the focus and what is being
 * written stay where they are. Alt+A accepts the oldest one.
 */
export function OfferLayer({ enabled }: { enabled: boolean }) {
  const { t } = useTranslation("common");
  const offers = useOffers();
  const answer = useAnswer();
  useOfferSignals();

  const { data } = useQuery({ ...offersQuery, enabled });
  useEffect(() => {
    if (data) offerStore.replace(data);
  }, [data]);

  useShortcuts(
    { "alt+a": () => offers[0] && void answer.accept(offers[0]) },
    enabled && offers.length > 0,
    true,
  );

  return (
    <section
      aria-label={t("offer.region")}
      data-react-aria-top-layer
      className="pointer-events-none fixed top-13 right-3 z-50 flex w-80 flex-col gap-2"
    >
      {offers.map((offer, index) => (
        <OfferCard
          key={offer.id}
          offer={offer}
          first={index === 0}
          busy={answer.busy === offer.id}
          onAccept={() => void answer.accept(offer)}
          onDecline={() => void answer.decline(offer)}
        />
      ))}
    </section>
  );
}

/** Accepting and declining, one at a time. */
function useAnswer() {
  const { t } = useTranslation("common");
  const navigate = useNavigate();
  const [busy, setBusy] = useState<string | null>(null);

  const run = async (offer: Offer, action: () => Promise<void>) => {
    if (busy) return;
    setBusy(offer.id);
    try {
      await action();
      offerStore.remove(offer.id);
    } catch (error) {
      toast(problemText(error, t("actionFailed")), "bad");
      // What may still succeed stays to be tried again.
      if (!(error instanceof ApiProblem && error.temporary)) offerStore.remove(offer.id);
    } finally {
      setBusy(null);
    }
  };

  return {
    busy,
    accept: (offer: Offer) =>
      run(offer, async () => {
        const row = await acceptOffer(offer.id);
        const open = () =>
          navigate({
            to: "/inbox/{-$view}/{-$caseId}",
            params: { view: "mine", caseId: row.id },
          });
        // Going there would close the dialog and lose what is written in it.
        if (!isModalOpen()) await open();
        else {
          toast(t("offer.accepted", { number: row.number }), "ok", {
            label: t("openCase"),
            run: () => void open(),
          });
        }
      }),
    decline: (offer: Offer) => run(offer, () => declineOffer(offer.id)),
  };
}

/** Sound, desktop notification and announcement with each new offer; a word when one runs out. */
function useOfferSignals(): void {
  const { t } = useTranslation("common");
  useEffect(unlockSound, []);
  useStreamEvents(
    useCallback(
      (event: StreamEvent) => {
        if (event.type === "offer.created") {
          const channel = t(`channel.${event.data.channel_kind}`);
          const text = t("offer.notification", {
            name: customerName(event.data.customer, t),
            channel,
          });
          playOffer();
          announceNow(`${t("offer.title", { channel })} ${text}`);
          notify(event.data, text);
        } else if (event.type === "offer.ended" && event.data.reason === "timed_out") {
          toast(t("offer.timedOut"), "info");
        }
      },
      [t],
    ),
  );
}

/** A notification of the system, only while the page is in the background. */
function notify(offer: Offer, title: string): void {
  if (typeof Notification === "undefined" || Notification.permission !== "granted") return;
  if (document.visibilityState === "visible" && document.hasFocus()) return;
  const notification = new Notification(title, { body: offer.snippet, tag: offer.id });
  notification.onclick = () => {
    window.focus();
    notification.close();
  };
}

interface OfferCardProps {
  offer: Offer;
  first: boolean;
  busy: boolean;
  onAccept: () => void;
  onDecline: () => void;
}

function OfferCard({ offer, first, busy, onAccept, onDecline }: OfferCardProps) {
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
            <Icon name={offer.channel_kind === "email" ? "mail" : "chat"} size={14} />
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

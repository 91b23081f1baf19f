import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem } from "@/api/problem";
import { keys } from "@/api/query-keys";
import type { Offer } from "@/api/types";
import { acceptOffer, declineOffer, offersQuery, presenceQuery } from "@/api/work";
import { useSettings } from "@/lib/settings";
import { isModalOpen, useShortcuts } from "@/lib/shortcuts";
import { useLinkState } from "@/realtime/live";
import { offerStore, useOffers } from "@/realtime/offers";
import { Button } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import { problemText } from "@/ui/Problem";
import { toast } from "@/ui/Toast";
import { OfferCard } from "./OfferCard";
import { useOfferSignals } from "./offer-signals";
import { useSoundBlocked, wakeSound } from "./sound";

/**
 * The offers that stand for me, beside the work and above every dialog: the focus and what is being
 * written stay where they are. Alt+A accepts the oldest one.
 */
export function OfferLayer({ enabled }: { enabled: boolean }) {
  const { t } = useTranslation("common");
  const offers = useOffers();
  const answer = useAnswer();
  useOfferSignals(offers, enabled);
  useStandingOffers(enabled);

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
      {enabled && <SilenceHint offered={offers.length > 0} />}
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

/** Reads the offers that stand when the page opens and whenever the line is back. */
function useStandingOffers(enabled: boolean): void {
  const cache = useQueryClient();
  const online = useLinkState() === "online";
  const wasOnline = useRef(false);
  useQuery({ ...offersQuery, enabled });
  useEffect(() => {
    if (!online) return;
    if (wasOnline.current) void cache.invalidateQueries({ queryKey: keys.offers });
    wasOnline.current = true;
  }, [cache, online]);
}

/** Says to whoever may be offered something that the browser would not let them hear it. */
function SilenceHint({ offered }: { offered: boolean }) {
  const { t } = useTranslation("common");
  const { sound } = useSettings();
  const blocked = useSoundBlocked();
  const { data: presence } = useQuery(presenceQuery);
  if (!sound || !blocked || !(offered || presence?.state === "available")) return null;
  return (
    <div className="animate-pop pointer-events-auto flex items-center gap-2 self-end rounded-lg border border-border bg-raised py-1.5 pr-1.5 pl-3 text-sm shadow-pop">
      <Icon name="warn" className="text-warn" />
      {t("offer.silent")}
      <Button size="sm" preventFocusOnPress onPress={() => void wakeSound()}>
        {t("offer.unmute")}
      </Button>
    </div>
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

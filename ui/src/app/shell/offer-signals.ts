import { useCallback, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Offer } from "@/api/types";
import { customerName } from "@/lib/names";
import { useStreamEvents } from "@/realtime/live";
import type { StreamEvent } from "@/realtime/protocol";
import { announceNow } from "@/ui/Announcer";
import { toast } from "@/ui/Toast";
import { playOffer, unlockSound, wakeSound } from "./sound";

/** Milliseconds between two soundings while an offer stands. */
const REPEAT_MS = 4_000;

/**
 * Sound until each offer is answered, desktop notification and announcement with each new one, from
 * wherever it was learnt; a word when one runs out.
 * @param enabled whether offers come to this person at all
 */
export function useOfferSignals(offers: readonly Offer[], enabled: boolean): void {
  const { t } = useTranslation("common");
  const told = useRef(new Set<string>());
  const notifications = useRef(new Map<string, Notification>());

  useEffect(() => {
    if (!enabled) return;
    // Whoever has just come back must not wait for an offer to learn that it will not be heard.
    void wakeSound();
    return unlockSound();
  }, [enabled]);

  useEffect(() => {
    const standing = new Set(offers.map((offer) => offer.id));
    for (const [id, notification] of notifications.current) {
      if (standing.has(id)) continue;
      notification.close();
      notifications.current.delete(id);
    }
    for (const offer of offers) {
      if (told.current.has(offer.id)) continue;
      const channel = t(`channel.${offer.channel_kind}`);
      const text = t("offer.notification", { name: customerName(offer.customer, t), channel });
      announceNow(`${t("offer.title", { channel })} ${text}`);
      const notification = notify(offer, text);
      if (notification) notifications.current.set(offer.id, notification);
    }
    told.current = standing;
  }, [offers, t]);

  // Each new offer sounds at once, and begins the pause anew.
  const ringing = offers.map((offer) => offer.id).join(" ");
  useEffect(() => {
    if (ringing === "") return;
    void playOffer();
    const timer = setInterval(() => void playOffer(), REPEAT_MS);
    return () => clearInterval(timer);
  }, [ringing]);

  useEffect(() => {
    const shown = notifications.current;
    return () => {
      for (const notification of shown.values()) notification.close();
      shown.clear();
    };
  }, []);

  useStreamEvents(
    useCallback(
      (event: StreamEvent) => {
        if (event.type === "offer.ended" && event.data.reason === "timed_out") {
          toast(t("offer.timedOut"), "info");
        }
      },
      [t],
    ),
  );
}

/** A notification of the system, only while the page is in the background. */
function notify(offer: Offer, title: string): Notification | null {
  if (typeof Notification === "undefined" || Notification.permission !== "granted") return null;
  if (document.visibilityState === "visible" && document.hasFocus()) return null;
  const notification = new Notification(title, { body: offer.snippet, tag: offer.id });
  notification.onclick = () => {
    window.focus();
    notification.close();
  };
  return notification;
}

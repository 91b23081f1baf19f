import { useSyncExternalStore } from "react";
import type { Offer } from "@/api/types";

/** The offers that stand for me. The urgent lane: changes show without waiting for a flush. */
let offers: readonly Offer[] = [];
const listeners = new Set<() => void>();

function publish(next: readonly Offer[]): void {
  offers = next;
  for (const listener of listeners) listener();
}

export const offerStore = {
  get: () => offers,
  /** Adds an offer; the same one twice has no effect. Returns whether it is new. */
  add(offer: Offer): boolean {
    if (offers.some((each) => each.id === offer.id)) return false;
    publish([...offers, offer]);
    return true;
  },
  remove(id: string): boolean {
    const next = offers.filter((each) => each.id !== id);
    if (next.length === offers.length) return false;
    publish(next);
    return true;
  },
  replace: (list: readonly Offer[]) => publish(list),
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

export function useOffers(): readonly Offer[] {
  return useSyncExternalStore(offerStore.subscribe, offerStore.get);
}

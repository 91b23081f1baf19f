import { useSyncExternalStore } from "react";
import type { Offer } from "@/api/types";

/** The offers that stand for me. The urgent lane: changes show without waiting for a flush. */
let offers: readonly Offer[] = [];
const listeners = new Set<() => void>();

/** What became of offers while an answer of the server was under way. */
interface Watch {
  readonly added: Map<string, Offer>;
  readonly ended: Set<string>;
}
const watches = new Set<Watch>();

function publish(next: readonly Offer[]): void {
  offers = next;
  for (const listener of listeners) listener();
}

export const offerStore = {
  get: () => offers,
  /** Adds an offer; the same one twice has no effect. Returns whether it is new. */
  add(offer: Offer): boolean {
    for (const watch of watches) watch.added.set(offer.id, offer);
    if (offers.some((each) => each.id === offer.id)) return false;
    publish([...offers, offer]);
    return true;
  },
  remove(id: string): boolean {
    for (const watch of watches) watch.ended.add(id);
    const next = offers.filter((each) => each.id !== id);
    if (next.length === offers.length) return false;
    publish(next);
    return true;
  },
  replace: (list: readonly Offer[]) => publish(list),
  /** Reads all offers anew. What the stream tells meanwhile is newer than the answer. */
  async read(ask: () => Promise<Offer[]>): Promise<Offer[]> {
    const watch: Watch = { added: new Map(), ended: new Set() };
    watches.add(watch);
    try {
      const answer = await ask();
      const known = new Set(answer.map((offer) => offer.id));
      const later = [...watch.added.values()].filter((offer) => !known.has(offer.id));
      const standing = [...answer, ...later].filter((offer) => !watch.ended.has(offer.id));
      publish(standing);
      return standing;
    } finally {
      watches.delete(watch);
    }
  },
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

export function useOffers(): readonly Offer[] {
  return useSyncExternalStore(offerStore.subscribe, offerStore.get);
}

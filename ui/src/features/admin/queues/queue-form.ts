import type { NewQueue, Queue, QueueChange } from "@/api/admin-types";
import type { UserId } from "@/api/types";
import { changedFields, inOrder, wholeNumber } from "../draft";

/** Seconds an offer stands when nobody says otherwise. */
const OFFER_SECONDS_DEFAULT = 20;

export interface QueueDraft {
  name: string;
  /** As typed. */
  offerSeconds: string;
  members: UserId[];
  archived: boolean;
}

export const NEW_QUEUE: QueueDraft = {
  name: "",
  offerSeconds: String(OFFER_SECONDS_DEFAULT),
  members: [],
  archived: false,
};

/** The form of a queue; members in the order of the form, so that they compare. */
export function queueDraft(queue: Queue, order: readonly UserId[]): QueueDraft {
  return {
    name: queue.name,
    offerSeconds: String(queue.offer_seconds),
    members: inOrder(order, queue.members),
    archived: queue.archived,
  };
}

export function queueChange(base: QueueDraft, draft: QueueDraft): QueueChange {
  const { name, offerSeconds, members, archived } = changedFields(base, draft);
  return {
    name,
    members,
    archived,
    offer_seconds: offerSeconds === undefined ? undefined : (wholeNumber(offerSeconds) ?? 0),
  };
}

export function newQueue(draft: QueueDraft): NewQueue {
  return {
    name: draft.name.trim(),
    offer_seconds: wholeNumber(draft.offerSeconds) ?? undefined,
    members: draft.members,
  };
}

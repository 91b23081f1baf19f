/** The frames of `/api/v1/stream`. */
import type {
  AgentState,
  BoardRow,
  CaseRow,
  CustomerId,
  Message,
  Offer,
  SettingsPart,
} from "@/api/types";

/** What a desk may subscribe to. */
export type Topic = "inbox" | "board" | "me" | `case:${string}`;

/** What the desk sends. */
export type ClientFrame =
  | { subscribe?: Topic[]; unsubscribe?: Topic[] }
  | { typing: { case: string } }
  | { ping: 1 };

/** Why an offer is gone. */
export interface OfferEnded {
  offer: string;
  reason: string;
}

/** One event; `type` says what `data` is. */
export type StreamEvent = { topic: string; id: string } & (
  | { type: "case.changed"; data: CaseRow }
  | { type: "message.created"; data: Message }
  | { type: "message.changed"; data: Message }
  | { type: "offer.created"; data: Offer }
  | { type: "offer.ended"; data: OfferEnded }
  | { type: "presence.changed"; data: AgentState }
  | { type: "board.changed"; data: BoardRow }
  | { type: "typing"; data: { case: string; who: string } }
  | { type: "customer_read"; data: { case: string; n: number } }
  | { type: "customer.changed"; data: { id: CustomerId } }
  | { type: "settings.changed"; data: { part: SettingsPart } }
);

export type StreamEventType = StreamEvent["type"];
export type EventOf<T extends StreamEventType> = Extract<StreamEvent, { type: T }>;

/** What the server sends. */
export type ServerFrame =
  | { seq: number; events: StreamEvent[]; urgent?: boolean }
  | { resync: true }
  | { pong: 1 }
  | { version: string };

/** Reads a frame; anything unknown is `null` and ignored, so that a newer server harms nobody. */
export function parseFrame(text: string): ServerFrame | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null) return null;
  if ("events" in value && Array.isArray(value.events)) return value as ServerFrame;
  if ("resync" in value || "pong" in value || "version" in value) return value as ServerFrame;
  return null;
}

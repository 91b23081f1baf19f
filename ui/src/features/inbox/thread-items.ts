import type { InteractionView, Message, Side, Thread } from "@/api/types";
import { dayKey } from "@/lib/time";
import type { Pending } from "./outbox";

/** Milliseconds within which messages of one author are drawn as one run. */
const RUN_MS = 5 * 60_000;

/** What a thread shows, from top to bottom. */
export type ThreadItem =
  | { type: "day"; key: string; at: string }
  | { type: "session"; key: string; interaction: InteractionView }
  | { type: "message"; key: string; message: Message; continued: boolean }
  | { type: "side"; key: string; side: Side; messages: Message[] }
  | { type: "pending"; key: string; pending: Pending };

const author = (message: Message) => `${message.kind}:${message.author ?? ""}`;

/**
 * The lines of a thread: a separator for each day and each session on a channel, then the entries
 * in their order on the log, then what is still on its way. A conversation with somebody outside is
 * one entry, where its newest mail stands.
 */
export function threadItems(
  pages: readonly Thread[],
  interactions: readonly InteractionView[],
  pending: readonly Pending[],
  sides: readonly Side[] = [],
): ThreadItem[] {
  const messages = [...pages].reverse().flatMap((page) => page.messages);
  const sessions = new Map(interactions.map((each) => [each.id, each]));
  const outside = bySide(messages, sides);
  const items: ThreadItem[] = [];
  let before: Message | null = null;
  for (const message of messages) {
    const aside = message.side ? outside.get(message.side.id) : undefined;
    if (aside && aside.messages.at(-1) !== message) continue;
    const newDay = !before || dayKey(before.at) !== dayKey(message.at);
    const newSession = before?.interaction !== message.interaction;
    if (newDay)
      items.push({ type: "day", key: `day-${dayKey(message.at)}-${message.id}`, at: message.at });
    const interaction = sessions.get(message.interaction);
    if (newSession && interaction) {
      items.push({ type: "session", key: `session-${message.id}`, interaction });
    }
    const continued =
      !newDay &&
      !newSession &&
      before !== null &&
      author(before) === author(message) &&
      Date.parse(message.at) - Date.parse(before.at) < RUN_MS;
    if (aside) items.push({ type: "side", key: `side-${aside.side.id}`, ...aside });
    else items.push({ type: "message", key: message.client_id ?? message.id, message, continued });
    before = message;
  }
  // Confirmed already, while the answer to the sending itself is still on its way.
  const arrived = new Set(messages.map((message) => message.client_id));
  for (const each of pending) {
    if (arrived.has(each.client_id)) continue;
    items.push({ type: "pending", key: each.client_id, pending: each });
  }
  return items;
}

/** What is at hand of each conversation with somebody outside, oldest first. */
function bySide(
  messages: readonly Message[],
  sides: readonly Side[],
): Map<string, { side: Side; messages: Message[] }> {
  const found = new Map(
    sides.map((side): [string, { side: Side; messages: Message[] }] => [
      side.id,
      { side, messages: [] },
    ]),
  );
  for (const message of messages) {
    if (message.side) found.get(message.side.id)?.messages.push(message);
  }
  return found;
}

/** The last entry that both sides can see, for "read" under it. */
export function lastOutbound(pages: readonly Thread[]): Message | undefined {
  return pages[0]?.messages.findLast((message) => message.kind === "outbound");
}

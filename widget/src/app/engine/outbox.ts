/** Messages on their way: kept, sent, sent again, settled. */
import type { ChatMessage, ServerFrame } from '../../wire.ts';
import type { Turn } from './connection.ts';
import type { Event, Outgoing } from './state.ts';

/** Takes a new message; it is kept in the browser before it goes on the wire. */
export function send(t: Turn, event: Extract<Event, { e: 'send' }>): void {
  const { cid, text, files } = event;
  if (t.chat.outbox.some((o) => o.cid === cid)) return;
  const item: Outgoing = { cid, text, files, at: t.now, status: 'waiting' };
  t.chat.outbox = [...t.chat.outbox, item];
  t.chat.typedAt = 0;
  t.out.push({ do: 'keep', item });
  flush(t);
}

/** The visitor tries a failed message again. */
export function retry(t: Turn, cid: string): void {
  update(t, cid, { status: 'waiting', problem: '' });
  flush(t);
}

/** Puts on the wire, in order, what waits; all of it waits while the server asked for patience. */
export function flush(t: Turn): void {
  if (t.chat.link !== 'online' || !t.chat.outbox.some((o) => o.status === 'waiting')) return;
  if (t.now < t.chat.holdUntil) {
    t.out.push({ do: 'timer', timer: 'flush', ms: t.chat.holdUntil - t.now });
    return;
  }
  t.chat.notice = null;
  t.chat.outbox = t.chat.outbox.map((o) => {
    if (o.status !== 'waiting') return o;
    const files = o.files.map((f) => f.id);
    t.out.push({ do: 'transmit', frame: { t: 'send', cid: o.cid, text: o.text, files } });
    return { ...o, status: 'sent', sentAt: t.now };
  });
}

/** The message is safe, or given up: it leaves the outbox. */
export function settle(t: Turn, cid: string): void {
  if (!t.chat.outbox.some((o) => o.cid === cid)) return;
  t.chat.outbox = t.chat.outbox.filter((o) => o.cid !== cid);
  t.out.push({ do: 'drop', cid });
  if (!t.chat.outbox.some((o) => o.status === 'waiting')) t.chat.notice = null;
}

/** Waits as long as the server asks, or keeps the message as failed for the visitor to decide. */
export function refused(t: Turn, frame: Extract<ServerFrame, { t: 'refused' }>): void {
  if (frame.retry_after === null) {
    return update(t, frame.cid, { status: 'failed', problem: frame.title });
  }
  const ms = Math.max(0, frame.retry_after * 1000);
  t.chat.notice = frame.title;
  t.chat.holdUntil = Math.max(t.chat.holdUntil, t.now + ms);
  update(t, frame.cid, { status: 'waiting' });
  t.out.push({ do: 'timer', timer: 'flush', ms: t.chat.holdUntil - t.now });
}

function update(t: Turn, cid: string, change: Partial<Outgoing>): void {
  t.chat.outbox = t.chat.outbox.map((o) => {
    if (o.cid !== cid) return o;
    const item = { ...o, ...change };
    t.out.push({ do: 'keep', item });
    return item;
  });
}

/** Settles what the server's history shows to be stored, whether or not the ack came. */
export function settleStored(t: Turn, messages: ChatMessage[]): void {
  for (const { cid } of messages) if (cid !== undefined) settle(t, cid);
}

/**
 * The chat engine: `step(chat, event, now, random)` gives the next state and what to do.
 * Pure, so that lost, doubled and reordered deliveries can be tested by the thousand.
 */
import type { ChatMessage, ServerFrame } from '../../wire.ts';
import {
  dropOutbox,
  heartbeat,
  leaveSocket,
  lost,
  opened,
  openSession,
  PING_MS,
  reconnect,
  sessionAnswered,
  sessionFailed,
  type Turn,
  wake,
} from './connection.ts';
import { flush, refused, retry, send, settle, settleStored } from './outbox.ts';
import { type Chat, type Effect, type Event, INITIAL, type Outgoing } from './state.ts';
import { lastForeign, merge } from './timeline.ts';

/** At most one typing notice per this time. */
const TYPING_EVERY_MS = 3_000;
/** How long the other side counts as typing without a new notice. */
const TYPING_SHOWN_MS = 6_000;

/** One step. `now` is Unix milliseconds, `random` in [0, 1). */
export function step(
  chat: Chat,
  event: Event,
  now: number,
  random: number,
): { chat: Chat; effects: Effect[] } {
  const turn: Turn = { chat: { ...chat }, now, random, out: [] };
  apply(turn, event);
  return { chat: turn.chat, effects: turn.out };
}

function apply(t: Turn, event: Event): void {
  switch (event.e) {
    case 'start':
      return start(t, event);
    case 'connect':
      return t.chat.link === 'idle' ? openSession(t) : undefined;
    case 'session':
      sessionAnswered(t, event.answer);
      settleStored(t, t.chat.messages);
      return markRead(t);
    case 'session-failed':
      return sessionFailed(t, event.status, event.title, event.retryAfter);
    case 'opened':
      return opened(t);
    case 'closed':
      return hasSocket(t.chat) ? lost(t) : undefined;
    case 'frame':
      return received(t, event.frame);
    case 'timer':
      return timer(t, event.timer);
    case 'wake':
      return wake(t);
    case 'look':
      t.chat.looking = event.looking;
      return markRead(t);
    default:
      return visitorActs(t, event);
  }
}

function visitorActs(t: Turn, event: Event): void {
  switch (event.e) {
    case 'send':
      return send(t, event);
    case 'retry':
      return retry(t, event.cid);
    case 'discard':
      return settle(t, event.cid);
    case 'type':
      return typed(t);
    case 'end':
      return transmitOnline(t, { t: 'end' });
    case 'again':
      t.chat.fresh = true;
      return;
    case 'identify':
      t.chat.identity = event.identity;
      return t.chat.link === 'idle' ? undefined : openSession(t);
    case 'contact':
      t.chat.contact = event.contact;
      t.chat.contactRefused = null;
      return openSession(t);
    case 'reset':
      return reset(t, null);
    case 'visitor-moved':
      if (event.visitor !== t.chat.visitor) reset(t, event);
      return;
    default:
      return history(t, event);
  }
}

function history(t: Turn, event: Event): void {
  const first = t.chat.messages[0];
  if (event.e === 'older' && first && t.chat.more && !t.chat.loadingOlder) {
    t.chat.loadingOlder = true;
    t.out.push({ do: 'older', before: first.n });
  } else if (event.e === 'older-answer' && t.chat.loadingOlder) {
    t.chat.loadingOlder = false;
    t.chat.more = event.more;
    t.chat.messages = merge(t.chat.messages, event.messages);
    settleStored(t, event.messages);
  } else if (event.e === 'older-failed') {
    t.chat.loadingOlder = false;
  }
}

function start(t: Turn, event: Extract<Event, { e: 'start' }>): void {
  const { visitor, identity, outbox, read } = event;
  const again = outbox.map(
    (o): Outgoing => (o.status === 'sent' ? { ...o, status: 'waiting' } : o),
  );
  again.sort((a, b) => a.at - b.at);
  Object.assign(t.chat, { visitor, identity, outbox: again, readByMe: read });
}

/** Forgets the visitor: on the shop's wish, or because another tab `moved` to another one. */
function reset(t: Turn, moved: { visitor: string | null; outbox: Outgoing[] } | null): void {
  const { looking, link, config, person } = t.chat;
  if (moved === null) {
    dropOutbox(t);
    t.out.push({ do: 'token', visitor: null }, { do: 'read-mark', n: 0 });
  }
  const visitor = moved?.visitor ?? null;
  leaveSocket(t);
  t.chat = {
    ...INITIAL,
    looking,
    visitor,
    config,
    outbox: moved?.outbox ?? [],
    person: person + 1,
  };
  // With nobody here, nothing is asked of the server until the panel opens.
  if (link !== 'idle' && (looking || visitor !== null)) openSession(t);
}

function hasSocket({ link }: Chat): boolean {
  return link === 'socket' || link === 'hello' || link === 'online';
}

function timer(t: Turn, name: Extract<Event, { e: 'timer' }>['timer']): void {
  switch (name) {
    case 'reconnect':
      return t.chat.link === 'backoff' ? reconnect(t) : undefined;
    case 'ping':
      return heartbeat(t);
    case 'deadline':
      return hasSocket(t.chat) ? lost(t) : undefined;
    case 'flush':
      return flush(t);
    case 'typing':
      t.chat.typing = null;
  }
}

function received(t: Turn, frame: ServerFrame): void {
  switch (frame.t) {
    case 'ready':
      return ready(t, frame);
    case 'message':
      // Only the stream's own order moves `since`: an ack may overtake an earlier message.
      t.chat.since = Math.max(t.chat.since, frame.m.n);
      return take(t, frame.m);
    case 'ack':
      t.chat.failures = 0;
      t.chat.fresh = false;
      settle(t, frame.cid);
      return take(t, frame.m);
    case 'refused':
      return refused(t, frame);
    case 'typing':
      t.chat.typing = frame.name;
      t.out.push({ do: 'timer', timer: 'typing', ms: TYPING_SHOWN_MS });
      return;
    case 'read':
      t.chat.seenByAgent = Math.max(t.chat.seenByAgent, frame.n);
      return;
    case 'state':
      t.chat.state = frame.state;
      t.chat.agent = frame.agent;
      return;
    case 'resync':
      return openSession(t);
    case 'pong':
      t.chat.failures = 0;
      t.out.push({ do: 'cancel', timer: 'deadline' });
  }
}

function ready(t: Turn, frame: Extract<ServerFrame, { t: 'ready' }>): void {
  if (t.chat.link !== 'hello') return;
  t.chat.link = 'online';
  t.chat.since = Math.max(t.chat.since, frame.last);
  t.chat.state = frame.state;
  t.chat.agent = frame.agent;
  t.out.push({ do: 'cancel', timer: 'deadline' }, { do: 'timer', timer: 'ping', ms: PING_MS });
  flush(t);
  tellRead(t);
}

/** Takes a message in, once. A message of ours settles its outbox entry even without its ack. */
function take(t: Turn, m: ChatMessage): void {
  const messages = merge(t.chat.messages, [m]);
  settleStored(t, [m]);
  if (messages === t.chat.messages) return;
  t.chat.messages = messages;
  if (m.from === 'customer') return;
  if (m.from === 'agent') t.chat.typing = null;
  t.out.push({ do: 'arrived', message: m });
  markRead(t);
}

function transmitOnline(t: Turn, frame: { t: 'end' } | { t: 'typing' }): void {
  if (t.chat.link === 'online') t.out.push({ do: 'transmit', frame });
}

function typed(t: Turn): void {
  if (t.chat.link !== 'online' || t.now - t.chat.typedAt < TYPING_EVERY_MS) return;
  t.chat.typedAt = t.now;
  transmitOnline(t, { t: 'typing' });
}

function markRead(t: Turn): void {
  const top = lastForeign(t.chat.messages);
  if (!t.chat.looking || top <= t.chat.readByMe) return;
  t.chat.readByMe = top;
  t.out.push({ do: 'read-mark', n: top });
  tellRead(t);
}

function tellRead(t: Turn): void {
  if (t.chat.link !== 'online' || t.chat.readByMe <= t.chat.readTold) return;
  t.chat.readTold = t.chat.readByMe;
  t.out.push({ do: 'transmit', frame: { t: 'read', n: t.chat.readByMe } });
}

/** Sessions, the socket's life, backoff and dead-connection detection. */
import type { SessionAnswer } from '../../wire.ts';
import { SESSION_PAGE } from '../../wire.ts';
import type { Chat, Effect } from './state.ts';
import { joinPage } from './timeline.ts';

/** Longest wait between two attempts, before jitter. */
export const BACKOFF_MAX_MS = 30_000;
export const PING_MS = 20_000;
/** Patience for the socket to open, for `ready` and for a pong. */
export const DEADLINE_MS = 10_000;
/** Patience for a pong when the tab wakes up: somebody is looking. */
export const PROBE_MS = 4_000;
/** A send that is not answered for so long means that the connection is not what it seems. */
export const ACK_MS = 30_000;
/** Every so many failures the session is asked for again: the token may have died. */
const SESSION_EVERY = 3;

/** Answers that blame what was sent, not the channel. */
const UNSOUND = new Set([400, 401, 422]);

/** One step in progress: a private copy of the state, the outside inputs and the effects so far. */
export interface Turn {
  chat: Chat;
  now: number;
  /** A fresh random number in [0, 1). */
  random: number;
  out: Effect[];
}

/** Milliseconds to wait after the given number of consecutive failures: 50–100 % of 1 s × 2ⁿ. */
export function backoff(failures: number, random: number): number {
  const full = Math.min(BACKOFF_MAX_MS, 1000 * 2 ** Math.max(0, failures - 1));
  return Math.round(full * (0.5 + random / 2));
}

/** Leaves the socket; what was on the wire has to be sent again. */
export function leaveSocket(t: Turn): void {
  t.chat.outbox = t.chat.outbox.map((o) => (o.status === 'sent' ? { ...o, status: 'waiting' } : o));
  t.chat.typing = null;
  t.chat.readTold = 0;
  for (const timer of ['reconnect', 'ping', 'deadline', 'flush', 'typing'] as const) {
    t.out.push({ do: 'cancel', timer });
  }
  t.out.push({ do: 'disconnect' });
}

/** Asks for a session with all we know about the visitor. */
export function openSession(t: Turn): void {
  leaveSocket(t);
  t.chat.link = 'session';
  const { visitor, identity, contact } = t.chat;
  t.out.push({ do: 'session', visitor, identity, contact });
}

function connect(t: Turn): void {
  leaveSocket(t);
  t.chat.link = 'socket';
  t.out.push({ do: 'connect' }, { do: 'timer', timer: 'deadline', ms: DEADLINE_MS });
}

/** The connection is gone or useless: wait, then try again. */
export function lost(t: Turn): void {
  leaveSocket(t);
  t.chat.link = 'backoff';
  t.chat.failures += 1;
  const ms = Math.max(backoff(t.chat.failures, t.random), t.chat.quietUntil - t.now);
  t.out.push({ do: 'timer', timer: 'reconnect', ms });
}

/** The wait is over. */
export function reconnect(t: Turn): void {
  const stale = t.chat.config === null || t.chat.failures % SESSION_EVERY === 0;
  if (stale || t.chat.visitor === null) openSession(t);
  else connect(t);
}

/** The network or the visitor came back: try now, or check that the connection still lives. */
export function wake(t: Turn): void {
  if (t.chat.link === 'backoff' && t.now >= t.chat.quietUntil) reconnect(t);
  else if (t.chat.link === 'closed') openSession(t);
  else if (t.chat.link === 'online') probe(t, PROBE_MS);
}

/** Sends a ping and expects the pong in time. */
export function probe(t: Turn, ms: number): void {
  t.out.push({ do: 'transmit', frame: { t: 'ping' } }, { do: 'timer', timer: 'deadline', ms });
}

/** The regular check of a quiet connection. */
export function heartbeat(t: Turn): void {
  if (t.chat.link !== 'online') return;
  const stuck = t.chat.outbox.some((o) => o.status === 'sent' && t.now - (o.sentAt ?? 0) > ACK_MS);
  if (stuck) return lost(t);
  probe(t, DEADLINE_MS);
  t.out.push({ do: 'timer', timer: 'ping', ms: PING_MS });
}

/** The socket is open: say who we are and what we have. */
export function opened(t: Turn): void {
  if (t.chat.link !== 'socket' || t.chat.visitor === null) return;
  t.chat.link = 'hello';
  const { visitor, since } = t.chat;
  t.out.push({ do: 'transmit', frame: { t: 'hello', visitor, since } });
}

/** Forgets what belongs to another visitor; the outbox is the caller's matter. */
export function forgetHistory(t: Turn): void {
  Object.assign(t.chat, {
    messages: [],
    since: 0,
    more: false,
    loadingOlder: false,
    seenByAgent: 0,
    readByMe: 0,
    readTold: 0,
    state: 'none',
    agent: null,
    identified: null,
    fresh: false,
  } satisfies Partial<Chat>);
}

/** Drops every unacknowledged message: it was written by somebody else. */
export function dropOutbox(t: Turn): void {
  t.out.push({ do: 'drop-all' });
  t.chat.outbox = [];
  t.chat.person += 1;
}

/** Takes the server's answer. A new token means a new person or a forgotten one. */
export function sessionAnswered(t: Turn, answer: SessionAnswer): void {
  if (t.chat.link !== 'session') return;
  adopt(t, answer);
  const { messages, restarted } = joinPage(t.chat.messages, answer.messages, t.chat.since);
  if (restarted) t.chat.more = answer.more ?? answer.messages.length >= SESSION_PAGE;
  t.chat.messages = messages;
  t.chat.since = Math.max(t.chat.since, answer.last, answer.messages.at(-1)?.n ?? 0);
  t.chat.state = answer.state;
  t.chat.agent = answer.agent;
  t.chat.identified = answer.identified;
  t.chat.config = answer.config;
  t.chat.closed = answer.closed ?? null;
  connect(t);
}

function adopt(t: Turn, answer: SessionAnswer): void {
  const before = t.chat.visitor;
  if (answer.visitor !== before) {
    // Only a sign-in as somebody else changes the person; a token the server lost does not.
    if (before !== null && t.chat.identity !== null) dropOutbox(t);
    t.out.push({ do: 'token', visitor: answer.visitor });
    if (before !== null) forgetHistory(t);
    t.chat.visitor = answer.visitor;
  }
  t.chat.identity = null;
  t.chat.contact = null;
  t.chat.quietUntil = 0;
  t.chat.notice = null;
}

/** A session could not be had. `status` 0 means that no answer came; `retryAfter` in seconds. */
export function sessionFailed(
  t: Turn,
  status: number,
  title: string,
  retryAfter: number | null,
): void {
  if (t.chat.link !== 'session') return;
  if (status === 0 || status === 408 || status === 429 || status >= 500) {
    if (retryAfter !== null) t.chat.quietUntil = t.now + retryAfter * 1000;
    t.chat.notice = status === 0 ? null : title;
    return lost(t);
  }
  if (UNSOUND.has(status) && withoutSuspect(t, status, title)) return openSession(t);
  leaveSocket(t);
  t.chat.link = 'closed';
  t.chat.notice = title;
}

/**
 * Lets go of what the server may have refused, one thing at a time; false when nothing is left. A
 * visitor is not turned away because the page's identity has expired since it was written.
 */
function withoutSuspect(t: Turn, status: number, title: string): boolean {
  const { contact, identity, visitor } = t.chat;
  if (contact !== null) {
    t.chat.contact = null;
    t.chat.contactRefused = title;
    return true;
  }
  if (identity === null && (visitor === null || status !== 401)) return false;
  // An identity that is not accepted must not open the history of whoever was here before.
  if (visitor !== null) forgetHistory(t);
  t.chat.identity = null;
  t.chat.visitor = null;
  return true;
}

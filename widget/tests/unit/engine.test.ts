/** The engine against a small, obviously right server over a network that loses things. */
import { describe, expect, it } from 'vitest';
import { ACK_MS, backoff, PING_MS } from '../../src/app/engine/connection.ts';
import { type Chat, type Effect, type Event, INITIAL, unread } from '../../src/app/engine/state.ts';
import { step } from '../../src/app/engine/step.ts';
import { joinPage } from '../../src/app/engine/timeline.ts';
import type { ChatMessage, ServerFrame, SessionAnswer } from '../../src/wire.ts';

const CONFIG: SessionAnswer['config'] = {
  title: 't',
  greeting: 'g',
  accent: '#123456',
  locale_default: 'ja',
  max_chars: 100,
  max_files: 3,
  upload: { max_bytes: 10, types: ['*/*'] },
  ask_contact: false,
  demo: false,
};

function answer(part: Partial<SessionAnswer> = {}): SessionAnswer {
  return {
    visitor: 'v1',
    messages: [],
    last: 0,
    state: 'none',
    agent: null,
    identified: null,
    config: CONFIG,
    ...part,
  };
}

function message(n: number, part: Partial<ChatMessage> = {}): ChatMessage {
  return {
    n,
    id: `m${n}`,
    from: 'agent',
    text: `t${n}`,
    files: [],
    at: '2026-11-23T00:00:00Z',
    ...part,
  };
}

/** Drives the engine and remembers what it asked for. */
class Bench {
  chat: Chat = INITIAL;
  now = 1_000_000;
  effects: Effect[] = [];

  do(event: Event, random = 0.5): Effect[] {
    const result = step(this.chat, event, this.now, random);
    this.chat = result.chat;
    this.effects = result.effects;
    return result.effects;
  }

  frame(frame: ServerFrame): Effect[] {
    return this.do({ e: 'frame', frame });
  }

  online(part: Partial<SessionAnswer> = {}): this {
    this.do({ e: 'start', visitor: null, identity: null, outbox: [], read: 0 });
    this.do({ e: 'connect' });
    this.do({ e: 'session', answer: answer(part) });
    this.do({ e: 'opened' });
    this.frame({ t: 'ready', last: part.last ?? 0, state: 'none', agent: null });
    return this;
  }

  transmitted(): unknown[] {
    return this.effects.flatMap((x) => (x.do === 'transmit' ? [x.frame] : []));
  }

  has(name: Effect['do']): boolean {
    return this.effects.some((x) => x.do === name);
  }
}

describe('session', () => {
  it('asks, stores the token, connects and says hello from the last number', () => {
    const b = new Bench();
    b.do({ e: 'start', visitor: 'old', identity: null, outbox: [], read: 0 });
    expect(b.do({ e: 'connect' })).toContainEqual({
      do: 'session',
      visitor: 'old',
      identity: null,
      contact: null,
    });
    b.do({ e: 'session', answer: answer({ messages: [message(7)], last: 9 }) });
    expect(b.effects).toContainEqual({ do: 'token', visitor: 'v1' });
    b.do({ e: 'opened' });
    expect(b.transmitted()).toEqual([{ t: 'hello', visitor: 'v1', since: 9 }]);
  });

  it('drops history and outbox when somebody else signs in, keeps the outbox for a lost token', () => {
    const signedIn = new Bench().online({ messages: [message(1)], last: 1 });
    signedIn.do({ e: 'closed' });
    signedIn.do({ e: 'send', cid: 'c', text: 'secret', files: [] });
    signedIn.do({ e: 'identify', identity: 'jwt' });
    signedIn.do({ e: 'session', answer: answer({ visitor: 'v2' }) });
    expect(signedIn.chat).toMatchObject({ visitor: 'v2', messages: [], outbox: [] });
    expect(signedIn.effects.map((x) => x.do)).toContain('drop-all');

    const forgotten = new Bench().online();
    forgotten.do({ e: 'closed' });
    forgotten.do({ e: 'send', cid: 'c', text: 'hello', files: [] });
    forgotten.frame({ t: 'resync' });
    forgotten.do({ e: 'session', answer: answer({ visitor: 'v2' }) });
    expect(forgotten.chat.outbox).toHaveLength(1);
  });

  it('keeps the messages of an anonymous visitor who signs in and stays the same visitor', () => {
    const b = new Bench().online({ messages: [message(1)], last: 1 });
    b.do({ e: 'identify', identity: 'jwt' });
    b.do({ e: 'session', answer: answer({ messages: [message(1)], last: 1 }) });
    expect(b.chat.messages).toHaveLength(1);
    expect(b.chat.identity).toBeNull();
  });

  it.each([400, 401, 422])(
    'does not open an old history with an identity refused by %i',
    (status) => {
      const b = new Bench();
      b.do({ e: 'start', visitor: 'old', identity: 'bad', outbox: [], read: 0 });
      b.do({ e: 'connect' });
      b.do({ e: 'session-failed', status, title: 'no', retryAfter: null });
      expect(b.effects).toContainEqual({
        do: 'session',
        visitor: null,
        identity: null,
        contact: null,
      });
      b.do({ e: 'session-failed', status, title: 'no', retryAfter: null });
      expect(b.chat.link).toBe('closed');
    },
  );

  it('goes on without a contact that is refused, and says so', () => {
    const b = new Bench().online();
    b.do({ e: 'contact', contact: { email: 'a@b.c' } });
    b.do({ e: 'session-failed', status: 422, title: 'bad address', retryAfter: null });
    expect(b.effects).toContainEqual({
      do: 'session',
      visitor: 'v1',
      identity: null,
      contact: null,
    });
    b.do({ e: 'session', answer: answer() });
    expect(b.chat.contactRefused).toBe('bad address');
    b.do({ e: 'contact', contact: { email: 'a@b.cd' } });
    expect(b.chat.contactRefused).toBeNull();
  });

  it('waits as long as the server asks, even when the tab wakes up', () => {
    const b = new Bench();
    b.do({ e: 'start', visitor: null, identity: null, outbox: [], read: 0 });
    b.do({ e: 'connect' });
    b.do({ e: 'session-failed', status: 503, title: 'busy', retryAfter: 30 });
    expect(b.effects).toContainEqual({ do: 'timer', timer: 'reconnect', ms: 30_000 });
    expect(b.chat.notice).toBe('busy');
    b.do({ e: 'wake' });
    expect(b.has('session')).toBe(false);
    b.now += 30_000;
    b.do({ e: 'timer', timer: 'reconnect' });
    expect(b.has('session')).toBe(true);
  });

  it('stops at a refusal for good and tries again only when asked', () => {
    const b = new Bench();
    b.do({ e: 'start', visitor: null, identity: null, outbox: [], read: 0 });
    b.do({ e: 'connect' });
    b.do({ e: 'session-failed', status: 404, title: 'unknown', retryAfter: null });
    expect(b.chat.link).toBe('closed');
    expect(b.has('timer')).toBe(false);
    b.do({ e: 'wake' });
    expect(b.has('session')).toBe(true);
  });

  it('lets the older part go when the page of a resync may have skipped messages', () => {
    const page = Array.from({ length: 50 }, (_, i) => message(1000 + i));
    expect(joinPage([message(1)], page, 1)).toEqual({ messages: page, restarted: true });
    expect(joinPage([message(1)], page, 1000).messages).toHaveLength(51);
    expect(joinPage([message(1)], page.slice(1), 1).messages).toHaveLength(50);
  });
});

describe('sending', () => {
  it('keeps until the ack, then drops', () => {
    const b = new Bench().online();
    b.do({ e: 'send', cid: 'c1', text: 'a', files: [{ id: 'f', name: 'n', mime: 'm', bytes: 1 }] });
    expect(b.transmitted()).toEqual([{ t: 'send', cid: 'c1', text: 'a', files: ['f'] }]);
    expect(b.has('keep')).toBe(true);
    b.frame({ t: 'ack', cid: 'c1', m: message(5, { from: 'customer', cid: 'c1' }) });
    expect(b.effects).toContainEqual({ do: 'drop', cid: 'c1' });
    expect(b.chat.outbox).toEqual([]);
    expect(b.chat.messages.map((m) => m.n)).toEqual([5]);
  });

  it('sends again, with the same cid and in order, after a reconnect', () => {
    const b = new Bench().online();
    b.do({ e: 'send', cid: 'c1', text: 'a', files: [] });
    b.do({ e: 'send', cid: 'c2', text: 'b', files: [] });
    b.do({ e: 'closed' });
    b.do({ e: 'timer', timer: 'reconnect' });
    b.do({ e: 'opened' });
    b.frame({ t: 'ready', last: 0, state: 'none', agent: null });
    expect(b.transmitted()).toMatchObject([{ cid: 'c1' }, { cid: 'c2' }]);
  });

  it('takes a replayed message of its own for the ack', () => {
    const b = new Bench().online();
    b.do({ e: 'send', cid: 'c1', text: 'a', files: [] });
    b.frame({ t: 'message', m: message(5, { from: 'customer', cid: 'c1' }) });
    expect(b.chat.outbox).toEqual([]);
    b.frame({ t: 'ack', cid: 'c1', m: message(5, { from: 'customer', cid: 'c1' }) });
    expect(b.chat.messages).toHaveLength(1);
  });

  it('does not let an ack hide an earlier message that is still under way', () => {
    const b = new Bench().online();
    b.do({ e: 'send', cid: 'c1', text: 'a', files: [] });
    b.frame({ t: 'ack', cid: 'c1', m: message(11, { from: 'customer', cid: 'c1' }) });
    b.do({ e: 'closed' });
    b.do({ e: 'timer', timer: 'reconnect' });
    b.do({ e: 'opened' });
    expect(b.transmitted()).toEqual([{ t: 'hello', visitor: 'v1', since: 0 }]);
  });

  it('holds everything back while refused with a wait, then sends in order', () => {
    const b = new Bench().online();
    b.do({ e: 'send', cid: 'c1', text: 'a', files: [] });
    b.frame({ t: 'refused', cid: 'c1', code: 'rate', title: 'slow down', retry_after: 2 });
    expect(b.effects).toContainEqual({ do: 'timer', timer: 'flush', ms: 2000 });
    b.do({ e: 'send', cid: 'c2', text: 'b', files: [] });
    expect(b.transmitted()).toEqual([]);
    expect(b.chat.notice).toBe('slow down');
    b.now += 2000;
    b.do({ e: 'timer', timer: 'flush' });
    expect(b.transmitted()).toMatchObject([{ cid: 'c1' }, { cid: 'c2' }]);
    expect(b.chat.notice).toBeNull();
  });

  it('keeps a message refused for good until it is retried or deleted', () => {
    const b = new Bench().online();
    b.do({ e: 'send', cid: 'c1', text: 'a', files: [] });
    b.frame({ t: 'refused', cid: 'c1', code: 'x', title: 'too long', retry_after: null });
    expect(b.chat.outbox).toMatchObject([{ status: 'failed', problem: 'too long' }]);
    expect(b.has('keep')).toBe(true);
    b.do({ e: 'retry', cid: 'c1' });
    expect(b.transmitted()).toMatchObject([{ t: 'send', cid: 'c1' }]);
    b.do({ e: 'discard', cid: 'c1' });
    expect(b.chat.outbox).toEqual([]);
  });
});

describe('a connection that only seems to live', () => {
  it('pings every 20 s and gives up without a pong', () => {
    const b = new Bench().online();
    b.do({ e: 'timer', timer: 'ping' });
    expect(b.transmitted()).toEqual([{ t: 'ping' }]);
    expect(b.effects).toContainEqual({ do: 'timer', timer: 'ping', ms: PING_MS });
    b.frame({ t: 'pong' });
    expect(b.effects).toContainEqual({ do: 'cancel', timer: 'deadline' });
    b.do({ e: 'timer', timer: 'deadline' });
    expect(b.chat.link).toBe('backoff');
  });

  it('gives up when a send is never answered', () => {
    const b = new Bench().online();
    b.do({ e: 'send', cid: 'c1', text: 'a', files: [] });
    b.now += ACK_MS + 1;
    b.do({ e: 'timer', timer: 'ping' });
    expect(b.chat).toMatchObject({ link: 'backoff', outbox: [{ cid: 'c1', status: 'waiting' }] });
  });

  it('checks at once when the tab wakes up, and reconnects at once from a wait', () => {
    const b = new Bench().online();
    b.do({ e: 'wake' });
    expect(b.transmitted()).toEqual([{ t: 'ping' }]);
    b.do({ e: 'closed' });
    b.do({ e: 'wake' });
    expect(b.has('connect')).toBe(true);
  });

  it('waits longer each time, with jitter, up to a bound', () => {
    expect(backoff(1, 0)).toBe(500);
    expect(backoff(1, 0.999)).toBeLessThanOrEqual(1000);
    expect(backoff(4, 0)).toBe(4000);
    expect(backoff(50, 1)).toBe(30_000);
  });

  it('asks for a new session after several failures', () => {
    const b = new Bench().online();
    const asked: boolean[] = [];
    for (let i = 0; i < 3; i++) {
      b.do({ e: 'closed' });
      b.do({ e: 'timer', timer: 'reconnect' });
      asked.push(b.has('session'));
    }
    expect(asked).toEqual([false, false, true]);
  });
});

describe('reading and typing', () => {
  it('counts unread agent messages and tells what was read when the panel opens', () => {
    const b = new Bench().online();
    b.frame({ t: 'message', m: message(3) });
    b.frame({ t: 'message', m: message(4, { from: 'system' }) });
    expect(unread(b.chat)).toBe(1);
    b.do({ e: 'look', looking: true });
    expect(unread(b.chat)).toBe(0);
    expect(b.transmitted()).toEqual([{ t: 'read', n: 4 }]);
    b.frame({ t: 'read', n: 3 });
    expect(b.chat.seenByAgent).toBe(3);
  });

  it('tells typing at most every 3 s', () => {
    const b = new Bench().online();
    const told = [0, 1000, 1999, 1].map((ms) => {
      b.now += ms;
      b.do({ e: 'type' });
      return b.transmitted().length;
    });
    expect(told).toEqual([1, 0, 0, 1]);
  });

  it('shows the other side typing until a message or six seconds', () => {
    const b = new Bench().online();
    b.frame({ t: 'typing', name: '佐藤' });
    expect(b.chat.typing).toBe('佐藤');
    b.frame({ t: 'message', m: message(3) });
    expect(b.chat.typing).toBeNull();
  });
});

describe('leaving', () => {
  it('forgets everything on reset, and asks again only when somebody looks', () => {
    const away = new Bench().online({ messages: [message(1)], last: 1 });
    away.do({ e: 'reset' });
    expect(away.chat).toMatchObject({ visitor: null, messages: [], link: 'idle' });
    expect(away.effects).toContainEqual({ do: 'token', visitor: null });
    expect(away.has('session')).toBe(false);

    const looking = new Bench().online();
    looking.do({ e: 'look', looking: true });
    looking.do({ e: 'reset' });
    expect(looking.effects).toContainEqual({
      do: 'session',
      visitor: null,
      identity: null,
      contact: null,
    });
  });

  it('follows another tab to its visitor and ignores its own token', () => {
    const b = new Bench().online({ messages: [message(1)], last: 1 });
    b.do({ e: 'visitor-moved', visitor: 'v1', outbox: [] });
    expect(b.effects).toEqual([]);
    b.do({ e: 'visitor-moved', visitor: 'v2', outbox: [] });
    expect(b.chat).toMatchObject({ visitor: 'v2', messages: [] });
    expect(b.has('token')).toBe(false);
  });
});
